import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invitationSchema, mailDeliverySchema } from '@carrel/contract';
import { z } from 'zod';
import { freePort } from '../support/carrel-process.ts';
import { aPerson, aSession, cookieOf, password, recorded } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { totpCode } from '../support/api/totp-code.ts';
import type { MailServer, MailServerOptions } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';

const secret = 'the-password-of-the-mailbox';
const login = { user: 'carrel@mail.example.org', password: secret };
const from = 'Carrel <carrel@mail.example.org>';
const anAddress = () => `${crypto.randomUUID()}@example.com`;

const createdSchema = z.object({ invitation: invitationSchema, url: z.string() });
const linkSchema = z.object({ url: z.string(), mail: mailDeliverySchema.nullable() });
const doctorSchema = z.object({
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.string(), advice: z.string().nullable() })),
});

const settingsOf = (server: Pick<MailServer, 'url'>, withLogin = true) => ({
  CARREL_SMTP_URL: withLogin ? server.url.replace('://', `://${encodeURIComponent(login.user)}:${secret}@`) : server.url,
  CARREL_MAIL_FROM: from,
  CARREL_SIGN_INS_PER_MINUTE: '1000',
});
const invite = async (api: TestApi, body: object) =>
  createdSchema.parse((await api.owner('/api/v1/admin/invitations', { method: 'POST', body })).json);
const renew = async (api: TestApi, userId: string, body?: object) =>
  linkSchema.parse((await api.owner(`/api/v1/admin/users/${userId}/sign-in-link`, { method: 'POST', body })).json);
const listed = async (api: TestApi, userId: string) =>
  z
    .object({ items: z.array(invitationSchema) })
    .parse((await api.owner('/api/v1/admin/invitations')).json)
    .items.find((one) => one.userId === userId);
const exchange = (api: TestApi, url: string) =>
  api.request('/api/v1/sign-in-link', { method: 'POST', body: { token: url.split('#token=')[1] } });
const doctor = async (api: TestApi) =>
  doctorSchema.parse((await api.owner('/api/v1/admin/doctor')).json).checks.find(({ name }) => name === 'mail');

/** Everything that the data folder holds, as it lies on the disk. */
function bytesOf(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');
}

describe('with a mail server', () => {
  let server: MailServer;
  let api: TestApi;
  beforeAll(async () => {
    server = await startMailServer({ login });
    api = await startTestApi({ ...settingsOf(server), CARREL_OFFLINE: '1' });
  }, 60_000);
  afterAll(async () => {
    await api.close();
    await server.close();
  });
  const mailsTo = (address: string) => server.mails.filter(({ to }) => to.includes(address));
  const nextNotice = async (address: string, subject: string) => {
    await expect.poll(() => mailsTo(address).map(({ headers }) => headers.get('subject')), { timeout: 15_000 }).toContain(subject);
    return mailsTo(address).findLast(({ headers }) => headers.get('subject') === subject);
  };

  it('an invitation arrives as plain text with the link, which lets the person in', async () => {
    const email = anAddress();
    const { invitation, url } = await invite(api, { email });
    expect(invitation.mail).toMatchObject({ state: 'sent', reason: null });
    expect((await listed(api, invitation.userId))?.mail).toEqual(invitation.mail);
    const [mail, ...more] = mailsTo(email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ from: 'carrel@mail.example.org', to: [email] });
    expect(mail?.headers.get('from')).toBe(from);
    expect(mail?.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.has('x-mailer')).toBe(false);
    expect(mail?.text.split('\n')).toContain(url);
    expect(mail?.text).toContain('Owner has invited you to Carrel');
    const [event] = await recorded(api);
    expect(event?.type).toBe('login.link_created');
    expect(event?.leaf).toContain('"mailed":true');
    expect((await exchange(api, url)).status).toBe(200);
  });

  it('a link is handed over by hand when that is wanted, and then nothing is sent', async () => {
    const email = anAddress();
    const { invitation, url } = await invite(api, { email, isMailed: false });
    expect(invitation.mail).toBeNull();
    expect(mailsTo(email)).toEqual([]);
    expect((await recorded(api))[0]?.leaf).not.toContain('mailed');
    expect((await exchange(api, url)).status).toBe(200);
  });

  it('what was not sent says why, the link holds all the same, and can be sent again, which ends the one before', async () => {
    const email = anAddress();
    server.refused.add(email);
    const { invitation, url } = await invite(api, { email });
    expect(invitation.mail).toMatchObject({ state: 'failed', reason: { code: 'MAIL_ADDRESS_REFUSED' } });
    expect(invitation.mail?.reason?.text).toContain('Check the address');
    expect((await listed(api, invitation.userId))?.mail?.state).toBe('failed');
    server.refused.delete(email);
    const again = await renew(api, invitation.userId);
    expect(again.mail).toMatchObject({ state: 'sent', reason: null });
    expect(mailsTo(email)).toHaveLength(1);
    expect((await exchange(api, url)).status).toBe(401);
    expect((await exchange(api, again.url)).status).toBe(200);
    expect(await doctor(api)).toMatchObject({ ok: false, found: expect.stringContaining('1 mails were not sent') as unknown });
  });

  it('a person who is added gets their link too; one with a password needs none', async () => {
    const [email, other] = [anAddress(), anAddress()];
    const add = async (body: object) => (await api.owner('/api/v1/admin/users', { method: 'POST', body })).json;
    expect(await add({ name: 'New', email })).toMatchObject({ mail: { state: 'sent' } });
    expect(await add({ name: 'New', email: other, password })).toMatchObject({ mail: null, signInUrl: null });
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(other)).toEqual([]);
  });

  it('names are on one line: nobody writes a mail of their own by what they are called', async () => {
    const admin = await aPerson(api, ['admin']);
    await api.api.composed.store.kysely
      .updateTable('user')
      .set({ name: 'Eve\r\nBcc: everybody@example.com\r\n\r\nOpen https://evil.example/ now \u202Egnp.exe' })
      .where('id', '=', admin.id)
      .execute();
    const email = anAddress();
    await api.request('/api/v1/admin/invitations', { method: 'POST', cookie: await aSession(api, admin), body: { email } });
    const [mail] = mailsTo(email);
    expect(mail?.to).toEqual([email]);
    expect(mail?.headers.has('bcc')).toBe(false);
    expect(mail?.text.split('\n')[0]).toMatch(/^Eve Bcc: everybody@example\.com Open .* has invited you to Carrel/);
    expect(mail?.text).not.toMatch(/\u202E/);
  });

  it('a person who has been here gets a link with other words, and a notice of one that was handed to somebody else', async () => {
    const person = await aPerson(api);
    await aSession(api, person);
    const sent = await renew(api, person.id);
    expect(sent.mail?.state).toBe('sent');
    expect(mailsTo(person.email).at(-1)?.headers.get('subject')).toBe('Your link to sign in to Carrel');
    expect(mailsTo(person.email).at(-1)?.text).toContain(sent.url);
    const byHand = await renew(api, person.id, { isMailed: false });
    const notice = await nextNotice(person.email, 'A link to sign in to your Carrel account was made');
    expect(notice?.text).not.toContain(byHand.url.split('#token=')[1]);
    expect(notice?.text).toContain('tell an admin of Carrel at once');
  });

  it('a new password, and a second factor that was removed, are told to their owner', async () => {
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    const begun = await api.request('/api/v1/second-factor', { method: 'POST', cookie, body: { password } });
    const { secret: key } = z.object({ secret: z.string() }).parse(begun.json);
    const confirmed = await api.request('/api/v1/second-factor/confirm', { method: 'POST', cookie, body: { code: totpCode(key) } });
    const removed = await api.request('/api/v1/second-factor/remove', { method: 'POST', cookie: cookieOf(confirmed), body: { password } });
    expect(removed.status).toBe(200);
    await nextNotice(person.email, 'The second factor of your Carrel account was removed');
    const changed = await api.request('/api/auth/change-password', {
      method: 'POST',
      cookie: cookieOf(removed),
      body: { currentPassword: password, newPassword: 'nine patient librarians' },
    });
    expect(changed.status).toBe(200);
    await nextNotice(person.email, 'Your Carrel password was changed');
    expect(mailsTo(person.email)).toHaveLength(2);
  });

  it('who comes by a link and changes password and address is told of at the old address', async () => {
    const person = await aPerson(api);
    await aSession(api, person);
    const { url } = await renew(api, person.id, { isMailed: false });
    const cookie = cookieOf(await exchange(api, url));
    const address = anAddress();
    const body = { name: 'Taken Over', email: address, password: 'nine patient librarians' };
    expect((await api.request('/api/v1/setup', { method: 'POST', cookie, body })).status).toBe(200);
    await nextNotice(person.email, 'Your Carrel password was changed');
    await nextNotice(person.email, 'The address of your Carrel account was changed');
    expect(mailsTo(address)).toEqual([]);
  });

  it('nobody’s mailbox is filled: after twenty in an hour links go by hand', async () => {
    const { invitation } = await invite(api, { email: anAddress() });
    for (let count = 0; count < 19; count += 1) await renew(api, invitation.userId);
    expect((await renew(api, invitation.userId)).mail).toMatchObject({ state: 'failed', reason: { code: 'MAIL_LIMITED' } });
    expect(mailsTo(invitation.email)).toHaveLength(20);
  }, 60_000);

  it('neither the password of the mailbox nor a link is in the log, in the record or on the disk', async () => {
    const { url } = await invite(api, { email: anAddress() });
    const token = url.split('#token=')[1] ?? '';
    const kept = [JSON.stringify(api.logged), JSON.stringify(await recorded(api)), bytesOf(api.dataDir)].join('\n');
    expect(kept).not.toContain(secret);
    expect(kept).not.toContain(token);
    expect(server.mails.map(({ text }) => text).join('\n')).not.toContain(secret);
  });

  it('what people can do says that mail is there', async () => {
    const me = await api.request('/api/v1/me', { cookie: await aSession(api, await aPerson(api)) });
    expect(me.json).toMatchObject({ capabilities: { sendsMail: true } });
  });
});

describe('a mail server that takes nothing', () => {
  const outcomeOf = async (settings: Readonly<Record<string, string>>) => {
    const api = await startTestApi(settings);
    try {
      const startMs = performance.now();
      const { invitation, url } = await invite(api, { email: anAddress() });
      expect(performance.now() - startMs).toBeLessThan(15_000);
      expect((await exchange(api, url)).status).toBe(200);
      const finding = await doctor(api);
      const told = JSON.stringify([api.logged, finding, invitation, await recorded(api)]);
      expect(told).not.toContain(secret);
      expect(api.logged).toContainEqual(
        expect.objectContaining({
          event: 'mail.not-sent',
          fields: expect.objectContaining({ code: invitation.mail?.reason?.code }) as unknown,
        }),
      );
      expect(finding).toMatchObject({ ok: false, found: expect.stringContaining(invitation.mail?.reason?.code ?? '?') as unknown });
      return invitation.mail?.reason?.code;
    } finally {
      await api.close();
    }
  };
  const outcomeAt = async (options: MailServerOptions, withLogin = true) => {
    const server = await startMailServer(options);
    try {
      return { code: await outcomeOf(settingsOf(server, withLogin)), server };
    } finally {
      await server.close();
    }
  };

  it('is away', async () => {
    expect(await outcomeOf(settingsOf({ url: `smtp://127.0.0.1:${await freePort()}` }))).toBe('MAIL_UNAVAILABLE');
  }, 60_000);

  it('does not know the password', async () => {
    const { code, server } = await outcomeAt({ login: { ...login, password: 'another' } });
    expect(code).toBe('MAIL_LOGIN_REFUSED');
    expect(server.mails).toEqual([]);
  }, 60_000);

  it.each([{ isEncryptedAtOnce: true }, { offersEncryption: true }])(
    'has a certificate that nobody trusts: %o',
    async (options) => {
      const { code, server } = await outcomeAt({ login, ...options });
      expect(code).toBe('MAIL_ENCRYPTION_FAILED');
      expect(server.mails).toEqual([]);
    },
    60_000,
  );

  it('lies outside this network, with CARREL_OFFLINE=1: nobody connects to it', async () => {
    // An address that belongs to nobody (RFC 5737): a connection would end in a time-out, not in this code.
    expect(await outcomeOf({ ...settingsOf({ url: 'smtp://192.0.2.25' }), CARREL_OFFLINE: '1' })).toBe('MAIL_HOST_REFUSED');
  }, 60_000);
});

describe('without a mail server', () => {
  it('nothing is noted or sent, and the doctor finds nothing wrong with that', async () => {
    const api = await startTestApi({ CARREL_SIGN_INS_PER_MINUTE: '1000' });
    try {
      const { invitation, url } = await invite(api, { email: anAddress() });
      expect(invitation.mail).toBeNull();
      expect((await renew(api, invitation.userId)).mail).toBeNull();
      expect(url).toContain('#token=');
      const rows = await api.api.composed.store.kysely.selectFrom('mail_delivery').selectAll().execute();
      expect(rows).toEqual([]);
      expect(await doctor(api)).toMatchObject({ ok: true, advice: null });
      const me = await api.request('/api/v1/me', { cookie: await aSession(api, await aPerson(api)) });
      expect(me.json).toMatchObject({ capabilities: { sendsMail: false } });
    } finally {
      await api.close();
    }
  }, 60_000);
});
