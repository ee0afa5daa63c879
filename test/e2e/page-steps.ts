import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { CarrelClient } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { repositoryRoot } from '../support/require.ts';

/** The owner that the tests set up. */
export const owner = { name: 'Library Owner', email: 'owner@example.com', password: 'four quiet reading desks' } as const;

/** How many documents the sample has. */
export const sampleDocuments = readdirSync(join(repositoryRoot, 'sample-knowledge-base'), { recursive: true, withFileTypes: true }).filter(
  (entry) => entry.isFile(),
).length;

/** Waits until every document of the sample is published. */
export async function sampleIsPublished(client: CarrelClient, count: number, timeoutMs = 120_000): Promise<void> {
  const untilMs = Date.now() + timeoutMs;
  for (;;) {
    const { total, byState } = await client.call(routes.countDocuments, {});
    if (byState.published === count) return;
    if (Date.now() > untilMs) throw new Error(`expected ${count} published documents, got ${JSON.stringify(byState)} of ${total}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** From the printed link to the desk: exchange, the first step of the first run, Ask. */
export async function setUpByLink(page: Page, signInUrl: string): Promise<void> {
  await page.goto(signInUrl);
  await setUpOwner(page);
}

/** The first step of the first run, and from there to the desk. */
export async function setUpOwner(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill(owner.name);
  await page.getByLabel('E-mail address').fill(owner.email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Save and go on' }).click();
  await page.getByRole('heading', { name: 'What is the company called?' }).waitFor();
  await page.getByRole('button', { name: 'To the desk' }).click();
  await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
}

export async function signInByPassword(page: Page, url: string, email: string = owner.email): Promise<void> {
  await page.goto(`${url}/sign-in/`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
}

/** Goes to the empty desk, and waits for it: what is typed before belongs to the conversation before. */
export async function newQuestion(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New question' }).click();
  await page.getByRole('heading', { name: 'What do you want to know?' }).waitFor();
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  await page.keyboard.press('Enter');
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function areOverlapping(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Whether the middle of the element can be seen in the window. */
export async function isInView(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).first().boundingBox();
  const size = page.viewportSize();
  return box !== null && size !== null && box.y + box.height / 2 > 0 && box.y + box.height / 2 < size.height && box.x < size.width;
}

/** The share of the first drawn page that is not white: 0 is an empty canvas. */
export async function drawnShare(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector('.pdf-page[aria-busy="false"] canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let dark = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 0 && data[at] < 128) dark += 1;
    return dark / (data.length / 4);
  })()`);
}

/** Drops a file on the page, as the person's hand would. */
export async function dropFile(page: Page, name: string, content: string): Promise<void> {
  await page.evaluate(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(content)}], ${JSON.stringify(name)}, { type: 'text/markdown' }));
    const zone = document.querySelector('[data-drop-zone]');
    for (const type of ['dragenter', 'dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  })()`);
}
