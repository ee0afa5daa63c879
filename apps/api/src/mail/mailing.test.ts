import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Mail, Mailer, UserId } from '@carrel/core';
import { CarrelError, userIdSchema } from '@carrel/core';
import type { SqlRecordStore } from '@carrel/storage';
import { createRecordStore } from '@carrel/storage';
import type { FakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createFakeClock } from '../../../../test/support/fakes/fake-clock.ts';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { createMemoryRateLimiter } from '../http/memory-rate-limiter.ts';
import type { Mailing } from './mailing.ts';
import { createMailing } from './mailing.ts';

const userId: UserId = userIdSchema.parse(`usr_${'1'.repeat(32)}`);
const user = { id: userId, email: 'reader@example.com' };
let folder: string;
let clock: FakeClock;
let store: SqlRecordStore;
const open: Mailing[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'carrel-mailing-'));
  clock = createFakeClock();
  store = await createRecordStore({ clock, logger: createRecordingLogger().logger, sqlitePath: join(folder, 'carrel.db') });
  await store.read.identity.createUser({ ...user, name: 'Reader', createdAt: '2026-01-01T00:00:00.000Z' });
});
afterEach(async () => {
  for (const mailing of open.splice(0)) await mailing.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server that fails so often, or for ever, and then takes everything. */
function aMailer(failures: number, error = new CarrelError('MAIL_UNAVAILABLE')) {
  const taken: Mail[] = [];
  let attempts = 0;
  const mailer: Mailer = {
    async send(mail) {
      attempts += 1;
      if (attempts <= failures) throw error;
      taken.push(mail);
    },
    check: async () => undefined,
  };
  return { mailer, taken, attempts: () => attempts };
}
function aMailing(mailer: Mailer, language: 'en' | 'de' = 'en'): Mailing {
  const { logger } = createRecordingLogger();
  const mailing = createMailing(
    { mailer, store, rateLimiter: createMemoryRateLimiter({ clock }), clock, logger },
    { language, baseUrl: () => 'https://carrel.example.org', pollMs: 10 },
  );
  open.push(mailing);
  return mailing;
}
const notify = (mailing: Mailing) => store.transaction((transaction) => mailing.notify(transaction, user, 'password-changed'));
const rows = () => store.kysely.selectFrom('mail_delivery').select(['state', 'reason', 'attempts']).execute();

test('a notice is tried again, later each time, until the server takes it; it is sent once', async () => {
  const { mailer, taken, attempts } = aMailer(2);
  await notify(aMailing(mailer));
  await expect.poll(rows).toEqual([{ state: 'waiting', reason: 'MAIL_UNAVAILABLE', attempts: 1 }]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(attempts()).toBe(1);
  clock.advance(15_000);
  await expect.poll(attempts).toBe(2);
  clock.advance(15_000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(attempts()).toBe(2);
  clock.advance(30_000);
  await expect.poll(rows).toEqual([{ state: 'sent', reason: null, attempts: 3 }]);
  expect(taken).toMatchObject([{ to: user.email, subject: 'Your Carrel password was changed' }]);
});

test('a notice that no attempt can bring is given up with its reason', async () => {
  const { mailer, attempts } = aMailer(99, new CarrelError('MAIL_ADDRESS_REFUSED'));
  await notify(aMailing(mailer));
  await expect.poll(rows).toEqual([{ state: 'failed', reason: 'MAIL_ADDRESS_REFUSED', attempts: 1 }]);
  clock.advance(3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(attempts()).toBe(1);
});

test('a server that stays away is asked six times', async () => {
  const { mailer, attempts } = aMailer(99);
  await notify(aMailing(mailer));
  for (let count = 1; count <= 6; count += 1) {
    await expect.poll(attempts).toBe(count);
    await expect.poll(async () => (await rows())[0]?.state).not.toBe('sending');
    clock.advance(3 * 3_600_000);
  }
  await expect.poll(rows).toEqual([{ state: 'failed', reason: 'MAIL_UNAVAILABLE', attempts: 6 }]);
});

test('of two processes one sends it', async () => {
  const [one, other] = [aMailer(0), aMailer(0)];
  const mailing = aMailing(one.mailer);
  aMailing(other.mailer);
  for (let count = 0; count < 10; count += 1) await notify(mailing);
  await expect.poll(async () => (await rows()).filter(({ state }) => state === 'sent')).toHaveLength(10);
  expect(one.taken.length + other.taken.length).toBe(10);
});

test('is not told of when what it tells of did not happen', async () => {
  const { mailer, attempts } = aMailer(0);
  const mailing = aMailing(mailer);
  const failing = store.transaction(async (transaction) => {
    await mailing.notify(transaction, user, 'second-factor-removed');
    throw new CarrelError('CONFLICT');
  });
  await expect(failing).rejects.toMatchObject({ code: 'CONFLICT' });
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(attempts()).toBe(0);
  expect(await rows()).toEqual([]);
});

test('mails are in the language of the settings', async () => {
  const { mailer, taken } = aMailer(0);
  await notify(aMailing(mailer, 'de'));
  await expect.poll(() => taken).toMatchObject([{ subject: 'Ihr Carrel-Passwort wurde geändert' }]);
  expect(taken[0]?.text).toContain('sagen Sie es sofort einem Admin');
});
