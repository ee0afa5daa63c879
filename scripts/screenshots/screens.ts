import type { Page } from 'playwright-core';
import { setupScreens } from './setup-screens.ts';
import { rightsScreens } from './rights-screens.ts';

export interface Place {
  readonly page: Page;
  readonly url: string;
  /** The one-time link. */
  readonly link: string;
}

export interface Screen {
  /** Of its files. */
  readonly name: string;
  /** Leads to the screen from the one before. False: it can't be shown here. */
  readonly open: (place: Place) => Promise<boolean>;
}

/** Questions that a small model may answer itself; the first one that it does is shown. */
const answerable = [
  'How much is paid per kilometre for my own car?',
  'How long is the warranty for instruments in the United States?',
  'What is the limit for a hotel night under the current travel policy?',
  'Within how many days must receipts be handed in?',
  'When do carried vacation days expire?',
] as const;
/** Its answer, by whatever model or none, stands in a PDF. */
const inPages = 'How long is parental leave at full pay?';
const quoted = 'How long are daily backups kept?';
const unanswerable = 'Who won the football world cup in 1998?';

async function ask(page: Page, question: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Question' }).fill(question);
  await page.keyboard.press('Enter');
}

async function askAndWait({ page, url }: Place, question: string): Promise<boolean> {
  await page.goto(`${url}/`);
  await ask(page, question);
  await page.getByRole('button', { name: 'The record' }).waitFor();
  await page.locator('body').click({ position: { x: 700, y: 20 } });
  return true;
}

const drawnPage = '.pdf-page[aria-busy="false"]';
const drawn = `${drawnPage}, mark[data-current="true"]`;

/** In the order of a first visit; each begins where the one before ended. */
export const screens: readonly Screen[] = [
  {
    name: 'sign-in',
    open: async ({ page, url }) => {
      await page.goto(`${url}/sign-in/`);
      await page.getByLabel('Password').waitFor();
      return true;
    },
  },
  {
    name: 'set-up',
    open: async ({ page, link }) => {
      await page.goto('about:blank');
      await page.goto(link);
      const later = page.getByRole('button', { name: 'Leave out' });
      const greeting = page.getByRole('heading', { name: 'What do you want to know?' });
      await later.or(greeting).waitFor();
      return later.isVisible();
    },
  },
  ...setupScreens,
  {
    name: 'ask',
    open: async ({ page }) => {
      const toDesk = page.getByRole('button', { name: 'To the desk' });
      if (await toDesk.isVisible()) await toDesk.click();
      await page.getByText(/^Carrel looks in/).waitFor();
      await page.getByText('From the documents that you may read').waitFor();
      return true;
    },
  },
  {
    name: 'answer-running',
    open: async ({ page }) => {
      await ask(page, answerable[0]);
      await page.getByText(/reading/).waitFor();
      return true;
    },
  },
  {
    name: 'answer',
    open: async (place) => {
      await place.page.getByRole('button', { name: 'The record' }).waitFor();
      for (const question of answerable.slice(1)) {
        if (await place.page.getByRole('region', { name: 'Sources' }).isVisible()) break;
        await askAndWait(place, question);
      }
      return true;
    },
  },
  {
    name: 'answer-citation',
    open: async ({ page }) => {
      await page.locator('[data-citation="1"]').first().hover();
      await page.locator('[data-radix-popper-content-wrapper]').waitFor();
      return true;
    },
  },
  {
    name: 'reader-pages',
    open: async (place) => {
      await askAndWait(place, inPages);
      await place.page.locator('[data-citation="1"]').first().click();
      await place.page.locator(drawnPage).first().waitFor();
      return true;
    },
  },
  {
    name: 'reader-text',
    open: async ({ page }) => {
      await page.getByRole('radio', { name: 'Text' }).click();
      await page.locator('mark[data-current="true"]').first().waitFor();
      return true;
    },
  },
  {
    name: 'answer-record',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Close the document' }).click();
      await page.getByRole('button', { name: 'The record' }).click();
      return true;
    },
  },
  {
    name: 'answer-share',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('button', { name: 'Make the link' }).click();
      await page.getByLabel('Link to this answer').waitFor();
      return true;
    },
  },
  {
    name: 'answer-shared',
    open: async ({ page }) => {
      await page.goto(await page.getByLabel('Link to this answer').inputValue());
      await page.getByText('Asked by you').waitFor();
      return true;
    },
  },
  { name: 'answer-quoted', open: (place) => askAndWait(place, quoted) },
  { name: 'answer-abstained', open: (place) => askAndWait(place, unanswerable) },
  {
    name: 'search',
    open: async ({ page, url }) => {
      await page.goto(`${url}/search/?q=${encodeURIComponent('parental leave at full pay')}`);
      await page.locator('[data-result="0"]').waitFor();
      return true;
    },
  },
  {
    name: 'search-reader',
    open: async ({ page }) => {
      await page.locator('[data-result="0"]').click();
      await page.locator(drawn).first().waitFor();
      return true;
    },
  },
  {
    name: 'palette',
    open: async ({ page }) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog', { name: 'Go to, find, do' }).getByRole('combobox').fill('leave');
      await page
        .getByRole('option', { name: /^Parental leave/ })
        .first()
        .waitFor();
      return true;
    },
  },
  {
    name: 'documents',
    open: async ({ page, url }) => {
      await page.goto(`${url}/documents/`);
      await page.getByRole('row').first().waitFor();
      return true;
    },
  },
  {
    name: 'documents-upload',
    open: async ({ page }) => {
      const files = [
        { name: 'canteen.md', mimeType: 'text/markdown', buffer: Buffer.from('# Canteen\n\nThe canteen serves soup on Thursdays.\n') },
        { name: 'scan-without-text.txt', mimeType: 'text/plain', buffer: Buffer.from('   \n\n  \n') },
        { name: 'tool.exe', mimeType: 'application/octet-stream', buffer: Buffer.from([0x4d, 0x5a, 0x90, 0, 3, 0, 0, 0]) },
      ];
      await page.locator('input[name="files"]').setInputFiles(files);
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: /Operations/ }).click();
      await page.getByRole('region', { name: 'Uploads' }).getByText('published').waitFor();
      await page
        .getByRole('region', { name: 'Uploads' })
        .getByRole('heading', { name: /failed/ })
        .waitFor();
      return true;
    },
  },
  {
    name: 'document',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Clear the list' }).click();
      await page.getByRole('row').filter({ hasText: 'vacation.md' }).click();
      await page.getByRole('columnheader', { name: 'Country' }).waitFor();
      await page.getByRole('button', { name: 'Details' }).click();
      return true;
    },
  },
  {
    name: 'reader-find',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Details' }).click();
      await page.getByRole('button', { name: 'Find in this document' }).click();
      await page.getByRole('searchbox', { name: 'Find in this document' }).fill('days');
      await page.locator('mark[data-current="true"]').first().waitFor();
      return true;
    },
  },
  {
    name: 'document-page',
    open: async ({ page, url }) => {
      const id = new URL(page.url()).searchParams.get('doc') ?? '';
      await page.goto(`${url}/document/?of=${id}`);
      await page.getByText('SHA-256').first().waitFor();
      return true;
    },
  },
  {
    name: 'audit',
    open: async ({ page, url }) => {
      await page.goto(`${url}/audit/?type=answer.completed`);
      await page.getByRole('row').first().waitFor();
      return true;
    },
  },
  {
    name: 'audit-event',
    open: async ({ page }) => {
      await page.getByRole('row').first().click();
      await page.locator('aside pre').waitFor();
      return true;
    },
  },
  {
    name: 'audit-answer',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'The whole record of this answer' }).click();
      await page.locator('aside').getByText('Model and search').waitFor();
      return true;
    },
  },
  {
    name: 'audit-seen',
    open: async ({ page, url }) => {
      await page.goto(`${url}/audit/?view=seen`);
      await page.getByRole('searchbox', { name: 'Title, path or id of a document' }).fill('vacation');
      await page
        .getByRole('listitem')
        .getByRole('button', { name: /vacation/i })
        .first()
        .click();
      await page.getByText(/\d events?, /).waitFor();
      return true;
    },
  },
  {
    name: 'audit-keeping',
    open: async ({ page, url }) => {
      await page.goto(`${url}/audit/?view=keeping`);
      await page.getByRole('button', { name: 'Place a hold' }).waitFor();
      return true;
    },
  },
  {
    name: 'audit-log',
    open: async ({ page, url }) => {
      await page.goto(`${url}/audit/?view=log`);
      await page.getByRole('button', { name: 'Verify in this browser' }).click();
      await page.getByText(/The log is whole/).waitFor();
      return true;
    },
  },
  {
    name: 'models',
    open: async ({ page, url }) => {
      await page.goto(`${url}/models/`);
      await page
        .getByRole('article')
        .first()
        .waitFor({ timeout: 5000 })
        .catch(() => undefined);
      return true;
    },
  },
  {
    name: 'settings',
    open: async ({ page, url }) => {
      await page.goto(`${url}/settings/`);
      await page.getByRole('heading', { name: 'Account' }).waitFor();
      return true;
    },
  },
  {
    name: 'settings-sign-in',
    open: async ({ page }) => {
      await page.getByText('this browser').scrollIntoViewIfNeeded();
      return true;
    },
  },
  {
    name: 'second-factor',
    open: async ({ page }) => {
      await page.getByRole('button', { name: 'Set up' }).click();
      await page.getByRole('dialog').getByLabel('Your password').fill('four quiet reading desks');
      await page.getByRole('dialog').getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('img', { name: /QR code/ }).waitFor();
      return true;
    },
  },
  {
    name: 'invitations',
    open: async ({ page, url }) => {
      await page.goto(`${url}/invitations/`);
      await page.getByLabel('E-mail address').fill('reader@example.com');
      await page.getByRole('button', { name: 'Make the link' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
      return true;
    },
  },
  ...rightsScreens,
  {
    name: 'keyboard',
    open: async ({ page }) => {
      await page.locator('body').press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      return true;
    },
  },
];
