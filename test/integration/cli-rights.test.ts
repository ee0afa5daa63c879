import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  accessMatrixSchema,
  createdApiKeySchema,
  createdInvitationSchema,
  createdUserSchema,
  groupDetailSchema,
  invitationSchema,
  policySchema,
  userAccessSchema,
  userDetailSchema,
} from '@carrel/contract';
import { collectionIdSchema, policyIdSchema } from '@carrel/core';
import { z } from 'zod';
import type { TestCaller } from '../support/api/a-caller.ts';
import { aCaller } from '../support/api/a-caller.ts';
import { announceTestApi } from '../support/api/announce-test-api.ts';
import { aPerson, aSession } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import type { MailServer } from '../support/mail-server.ts';
import { startMailServer } from '../support/mail-server.ts';

const bin = fileURLToPath(new URL('../../apps/cli/bin/carrel.mjs', import.meta.url));
let api: TestApi;
let admin: TestCaller;
let mailServer: MailServer;
beforeAll(async () => {
  mailServer = await startMailServer();
  api = await startTestApi({ CARREL_SMTP_URL: mailServer.url, CARREL_MAIL_FROM: 'carrel@mail.example.org' });
  announceTestApi(api);
  // Keys are made by people alone, so the command line speaks as the owner of the data folder; a key shows the other way.
  admin = await aCaller(api, ['admin']);
}, 60_000);
afterAll(async () => {
  await api.close();
  await mailServer.close();
});

interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}
function run(args: readonly string[], access: readonly string[]): Promise<Result> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_')));
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...access, ...args], { env: environment, encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr }),
    );
  });
}
/** Over the Unix socket, as the owner of the data folder. */
const carrel = (...args: readonly string[]) => run(args, ['--data', api.dataDir]);
const withKey = (...args: readonly string[]) => run(args, ['--server', api.url, '--key', admin.secret]);
async function json(...args: readonly string[]): Promise<unknown> {
  const result = await carrel('--json', ...args);
  expect(result).toMatchObject({ status: 0, stderr: '' });
  // One document and a line break, nothing else.
  expect(result.stdout.trimEnd()).not.toContain('\n');
  return JSON.parse(result.stdout);
}

describe('the commands of rights', { timeout: 120_000 }, () => {
  it('make people, groups and policies, by the names that people know, and say why somebody may read', async () => {
    const { user } = createdUserSchema.parse(await json('users', 'create', 'Ada', 'Ada@example.com', '--role', 'employee'));
    const team = groupDetailSchema.parse(await json('groups', 'create', 'Team'));
    await json('groups', 'create', 'Company');
    await json('groups', 'add', 'Team', 'ada@example.com');
    const company = groupDetailSchema.parse(await json('groups', 'add', 'Company', 'group:Team'));
    expect(company.innerGroups).toMatchObject([{ id: team.id, name: 'Team' }]);
    const policy = policySchema.parse(await json('policies', 'create', 'Finance', '--label', 'confidential', '--reader', 'group:Company'));
    expect(policy).toMatchObject({ label: 'confidential', grants: [{ principal: company.id, right: 'read' }] });
    const access = userAccessSchema.parse(await json('users', 'access', 'Ada'));
    expect(access.policies.find(({ id }) => id === policy.id)?.reasons).toMatchObject([
      { groups: [{ name: 'Team' }, { name: 'Company' }] },
    ]);
    expect((await carrel('users', 'access', 'Ada')).stdout).toMatch(/Finance \(confidential\), 0 documents\n {2}Team in Company, since /);
    const [collection] = await api.api.composed.store.read.collections.listVisible(
      [(await api.api.composed.store.read.identity.findOwner())?.id].flatMap((id) => id ?? []),
      new Date().toISOString(),
    );
    const { documentId } = await api.publishText({
      collectionId: collectionIdSchema.parse(collection?.id),
      policyId: policyIdSchema.parse(policy.id),
      path: 'figures.txt',
      text: 'Figures.',
    });
    const readers = z.object({ policy: z.object({ name: z.string() }), readers: z.array(z.object({ name: z.string() })) });
    expect(readers.parse(await json('policies', 'readers', documentId))).toMatchObject({
      policy: { name: 'Finance' },
      readers: [{ name: 'Ada' }],
    });
    expect(userDetailSchema.parse(await json('users', 'show', user.id)).groups).toEqual([{ id: team.id, name: 'Team' }]);

    await json('policies', 'revoke', 'Finance', 'group:Company');
    expect((await carrel('policies', 'readers', documentId)).stdout).toMatch(/nobody\n$/);
    expect((await withKey('groups', 'list')).stdout).toContain('Company');
  });

  it('refuse with the reason, and a status that scripts can tell apart', async () => {
    await json('groups', 'create', 'Outer');
    await json('groups', 'create', 'Inner');
    await json('groups', 'add', 'Outer', 'group:Inner');
    const circle = await carrel('groups', 'add', 'Inner', 'group:Outer');
    expect(circle).toMatchObject({ stdout: '' });
    expect(circle.status).not.toBe(0);
    expect(circle.stderr).toContain('inside itself');
    expect((await carrel('groups', 'show', 'Nowhere')).stderr).toContain('There is no group "Nowhere"');
    expect((await carrel('users', 'give', 'Ada', 'king')).status).toBe(2);
    expect((await carrel('keys', 'create', 'x')).status).toBe(2);
  });

  it('show whom a group reaches, the matrix, and where people are signed in', async () => {
    expect((await carrel('groups', 'show', 'Company')).stdout).toMatch(/Ada <ada@example.com>, by Team/);
    const matrix = await carrel('policies', 'matrix');
    expect(matrix.stdout).toMatch(/collection +policy.*Company/);
    expect(accessMatrixSchema.parse(await json('policies', 'matrix')).groups.map(({ name }) => name)).toContain('Team');
    const person = await aPerson(api);
    const cookie = await aSession(api, person);
    await aSession(api, person);
    const listed = z.object({ sessions: z.array(z.object({ id: z.string() })) });
    const { sessions } = listed.parse(await json('sessions', 'list', '--of', person.id));
    expect(sessions).toHaveLength(2);
    expect((await carrel('sessions', 'list')).stdout).toContain(person.email);
    expect(await json('sessions', 'end', person.id, '--session', sessions[0]?.id ?? '')).toEqual({ userId: person.id, ended: 1 });
    expect(await json('sessions', 'end', person.id)).toEqual({ userId: person.id, ended: 1 });
    expect((await api.request('/api/v1/me', { cookie })).status).toBe(401);
    expect((await carrel('providers', 'list')).stdout).toContain('CARREL_OIDC_FILE');
    expect((await carrel('providers', 'test', 'nowhere')).status).toBe(4);
  });

  it('invite by mail or by hand, show what became of it, renew and withdraw', async () => {
    const created = createdInvitationSchema.parse(
      await json('invitations', 'create', 'mailed@example.com', '--role', 'curator', '--name', 'Mailed'),
    );
    expect(created.invitation).toMatchObject({ name: 'Mailed', roles: ['curator'], mail: { state: 'sent' } });
    expect(mailServer.mails.at(-1)?.text).toContain(created.url);
    mailServer.refused.add('refused@example.com');
    const refused = await carrel('invitations', 'create', 'refused@example.com', '--hours', '24');
    expect(refused).toMatchObject({ status: 0 });
    expect(refused.stdout).toMatch(/^Not sent to refused@example\.com: .*Check the address.*\nTo sign in once: http/);
    expect((await carrel('invitations', 'create', 'by-hand@example.com', '--no-mail')).stdout).toMatch(/^To sign in once: http/);
    const list = (await carrel('invitations', 'list')).stdout;
    expect(list).toMatch(/mailed@example\.com +curator .*sent 20/);
    expect(list).toMatch(/refused@example\.com +employee .*not sent: MAIL_ADDRESS_REFUSED/);
    expect(list).toMatch(/by-hand@example\.com +employee .*by hand/);
    mailServer.refused.clear();
    expect((await carrel('invitations', 'renew', 'refused@example.com')).stdout).toMatch(
      /^Sent to refused@example\.com\.\nTo sign in once: /,
    );
    await json('invitations', 'withdraw', 'by-hand@example.com');
    const { invitations } = z.object({ invitations: z.array(invitationSchema) }).parse(await json('invitations', 'list'));
    expect(invitations.map(({ email }) => email)).toEqual(expect.arrayContaining(['mailed@example.com', 'refused@example.com']));
    expect(invitations.map(({ email }) => email)).not.toContain('by-hand@example.com');
    expect((await carrel('invitations', 'withdraw', 'nobody@example.com')).status).toBe(4);
    expect((await carrel('invitations', 'create', 'x@example.com', '--hours', '1000')).status).toBe(2);
  });

  it('make keys for services, show the secret once, and revoke', async () => {
    const service = z.object({ id: z.string() }).parse(await json('users', 'create-service', 'Importer'));
    const { key, secret } = createdApiKeySchema.parse(
      await json('keys', 'create', 'import', '--scope', 'documents:read', '--for', service.id, '--days', '7'),
    );
    expect((await api.request('/api/v1/me', { key: secret })).json).toMatchObject({ userId: service.id });
    const all = await carrel('keys', 'list', '--all');
    expect(all.stdout).toContain(key.id);
    expect(all.stdout).not.toContain(secret);
    await json('keys', 'revoke', key.id, '--any');
    expect((await api.request('/api/v1/me', { key: secret })).status).toBe(401);
    await json('users', 'deactivate', 'Importer');
    expect((await carrel('users', 'show', 'Importer')).stdout).toMatch(/active +no/);
  });
});

describe('--as', { timeout: 120_000 }, () => {
  it('acts for a person in every command, with their rights and no more', async () => {
    const ada = await aPerson(api, ['employee']);
    const as = ['--as', ada.id];
    expect(await json('documents', 'list', ...as)).toEqual({ documents: [] });
    for (const args of [
      ['users', 'list'],
      ['policies', 'create', 'Own'],
      ['ingest', fileURLToPath(import.meta.url)],
      ['models', 'fit', '7B'],
    ])
      expect([args, (await carrel(...args, ...as)).status]).toEqual([args, 3]);
    expect((await carrel('documents', 'list', '--as', 'nobody@example.com')).status).toBe(4);
    expect((await withKey('documents', 'list', ...as)).status).toBe(2);
  });

  it('is refused where nobody acts for anybody', async () => {
    for (const args of [['backup', '/nowhere/file'], ['up'], ['eval', 'retrieval', '--dataset', '/nowhere']])
      expect([args, (await carrel(...args, '--as', 'ada@example.com')).status]).toEqual([args, 2]);
  });
});
