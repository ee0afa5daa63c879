import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJournal } from '@carrel/audit';
import { collectionSchema, documentSchema, documentTextSchema, searchResultSchema } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { aCaller } from '../support/api/a-caller.ts';
import { aKey, aPlace, publishAt } from '../support/api/a-knowledge-base.ts';
import { aPerson, recorded, signIn } from '../support/api/people.ts';
import type { TestApi } from '../support/api/start-test-api.ts';
import { startTestApi } from '../support/api/start-test-api.ts';
import { startTestWorker } from '../support/api/start-test-worker.ts';
import { createTestDatabase, needsPostgres, onPostgres } from '../support/postgres.ts';

const bin = fileURLToPath(new URL('../../apps/cli/bin/carrel.mjs', import.meta.url));
const folders: string[] = [];
async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'carrel-backup-'));
  folders.push(folder);
  return folder;
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

interface Outcome {
  readonly status: number;
  readonly json: unknown;
  readonly stderr: string;
}
async function carrel(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARREL_')));
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, '--json', ...args], { env: { ...own, ...environment }, encoding: 'utf8' }, (error, stdout, stderr) => {
      const json: unknown = stdout.trim() === '' ? null : JSON.parse(stdout);
      resolve({ status: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, json, stderr });
    });
  });
}
const madeSchema = z.object({
  documents: z.int(),
  blobs: z.int(),
  logEntries: z.int(),
  keys: z.array(z.string()),
  damagedBlobs: z.array(z.string()),
});

/** A data folder with two documents, made by a Carrel that has ended since. */
async function aRestingFolder(environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const dataDir = await aFolder();
  const api = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
  const place = await aPlace(api);
  await publishAt(api, place, 'leave.txt', 'Employees may take sixteen weeks of parental leave.');
  await publishAt(api, place, 'canteen.txt', 'The canteen opens at noon.');
  await api.owner('/api/v1/ask', { method: 'POST', body: { question: 'When does the canteen open?', stream: false } });
  await recorded(api);
  await api.close();
  return dataDir;
}

describe('while Carrel runs and people work with it', { timeout: 180_000 }, () => {
  let api: TestApi;
  let worker: { close(): Promise<void> };
  let restored: TestApi;
  let restoredWorker: { close(): Promise<void> };
  let file: string;
  let made: z.infer<typeof madeSchema>;
  let uploaded: readonly string[] = [];
  let person: { readonly email: string };
  let key: string;

  const upload = async (collectionId: string, name: string) => {
    const form = new FormData();
    form.append('file', new Blob([`# ${name}\n\nThe reading desk ${name} is booked for one day at a time.\n`]), `${name}.md`);
    const response = await api.owner(`/api/v1/collections/${collectionId}/documents`, { method: 'POST', body: form });
    expect(response.status).toBe(202);
  };

  beforeAll(async () => {
    api = await startTestApi({ CARREL_ASKS_PER_MINUTE: '10000', CARREL_EXPORTS_PER_HOUR: '1000' });
    worker = await startTestWorker(api.dataDir);
    const collection = collectionSchema.parse((await api.owner('/api/v1/collections', { method: 'POST', body: { name: 'Desks' } })).json);
    person = await aPerson(api);
    key = await aKey(api, ['ask', 'search', 'documents:read']);
    const names = Array.from({ length: 12 }, (_one, index) => `desk-${index}`);
    for (const name of names) await upload(collection.id, name);
    uploaded = names;
    await vi.waitFor(
      async () => {
        const { items } = z.object({ items: z.array(documentSchema) }).parse((await api.owner('/api/v1/documents?limit=100')).json);
        expect(items.filter(({ state }) => state === 'published')).toHaveLength(names.length);
      },
      { timeout: 60_000, interval: 200 },
    );
    let isOver = false;
    const load = (async () => {
      for (let round = 0; !isOver; round += 1) {
        await upload(collection.id, `later-${round}`);
        await api.owner('/api/v1/ask', { method: 'POST', body: { question: 'How long is a desk booked?', stream: false } });
      }
    })();
    file = join(await aFolder(), 'carrel.backup');
    const outcome = await carrel(['--data', api.dataDir, 'backup', file]);
    isOver = true;
    await load;
    expect(outcome.stderr).toBe('');
    expect(outcome.status).toBe(0);
    made = madeSchema.parse(outcome.json);

    const dataDir = join(await aFolder(), 'data');
    const restore = await carrel(['--data', dataDir, 'restore', file]);
    expect(restore).toMatchObject({ status: 0, json: { block: null, replacedTo: null } });
    restored = await startTestApi({ CARREL_DATA_DIR: dataDir, CARREL_EXPORTS_PER_HOUR: '1000' });
    restoredWorker = await startTestWorker(dataDir);
  }, 180_000);
  afterAll(async () => {
    for (const one of [worker, restoredWorker, api, restored]) await one.close();
  });

  it('holds every document that was there, with its file and its text, and finds it again', async () => {
    expect(made.documents).toBeGreaterThanOrEqual(uploaded.length);
    expect(made.keys).toEqual(expect.arrayContaining(['audit-log.key', 'audit.key', 'auth.secret']));
    expect(made.damagedBlobs).toEqual([]);
    const listed = z.object({ items: z.array(documentSchema) }).parse((await restored.owner('/api/v1/documents?limit=200')).json).items;
    expect(listed).toHaveLength(made.documents);
    for (const name of uploaded) {
      const document = listed.find(({ path }) => path === `${name}.md`);
      const content = await restored.owner(`/api/v1/documents/${document?.id}/content`);
      expect(content.text).toContain(`The reading desk ${name} is`);
      const text = documentTextSchema.parse((await restored.owner(`/api/v1/documents/${document?.id}/text`)).json);
      expect(text.text).toContain(name);
    }
    // The index was not in the backup: it is made again from what was.
    await vi.waitFor(
      async () => {
        const found = await restored.request('/api/v1/search', { method: 'POST', key, body: { query: 'reading desk desk-7' } });
        expect(found.status).toBe(200);
        expect(searchResultSchema.parse(found.json).passages.map(({ path }) => path)).toContain('desk-7.md');
      },
      { timeout: 60_000, interval: 300 },
    );
  });

  it('goes on with what was in the work, people and keys, and signs nobody in who has not signed in again', async () => {
    expect((await signIn(restored, person)).status).toBe(200);
    expect((await restored.request('/api/v1/me', { key })).status).toBe(200);
    await vi.waitFor(
      async () => {
        const { items } = z.object({ items: z.array(documentSchema) }).parse((await restored.owner('/api/v1/documents?limit=200')).json);
        expect(items.map(({ state }) => state)).toEqual(items.map(() => 'published'));
      },
      { timeout: 60_000, interval: 300 },
    );
  });

  it('has a log that verifies, with the backup in the one and the restore in the other', async () => {
    const types = async (one: TestApi) => (await recorded(one)).map(({ type }) => type);
    expect(await types(api)).toContain('backup.completed');
    expect(await types(restored)).toContain('restore.performed');
    for (const one of [api, restored]) {
      const officer = await aCaller(one, ['compliance']);
      // A question that was open in the moment of the backup is closed as interrupted once its time is over.
      await vi.waitFor(
        async () => {
          const verified = await carrel(['--server', one.url, '--key', officer.secret, 'audit', 'verify']);
          expect(verified).toMatchObject({ status: 0, json: { verdict: 'ok' } });
        },
        { timeout: 90_000, interval: 2_000 },
      );
    }
  });

  it('is a tar file for its owner alone, and is not written over', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(file, '..'))).toEqual(['carrel.backup']);
    const again = await carrel(['--data', api.dataDir, 'backup', file]);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('is there already');
    expect(await carrel(['restore', file, '--verify'])).toMatchObject({ status: 0, json: { documents: made.documents } });
  });
});

describe('what is wrong with a backup', { timeout: 120_000 }, () => {
  let dataDir: string;
  let file: string;
  beforeAll(async () => {
    dataDir = await aRestingFolder();
    file = join(await aFolder(), 'one.backup');
    expect((await carrel(['--data', dataDir, 'backup', file])).status).toBe(0);
  }, 60_000);

  /** Every file of the archive, by where its bytes lie. */
  async function placesOf(): Promise<readonly { readonly path: string; readonly start: number; readonly size: number }[]> {
    const bytes = await readFile(file);
    const places = [];
    for (let at = 0; bytes[at] !== 0;) {
      const path = bytes.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
      const size = Number.parseInt(bytes.toString('latin1', at + 124, at + 135), 8);
      places.push({ path, start: at + 512, size });
      at += 512 + Math.ceil(size / 512) * 512;
    }
    return places;
  }

  it('is found, wherever one bit was changed, before anything is touched', async () => {
    const places = await placesOf();
    expect(places.map(({ path }) => path).slice(-2)).toEqual(['manifest.json', 'manifest.sha256']);
    const kinds = ['sql/audit_event', 'blobs/', 'keys/', 'manifest.json', 'manifest.sha256'];
    for (const kind of kinds) {
      const place = places.find(({ path }) => path.startsWith(kind));
      const damaged = join(await aFolder(), 'damaged.backup');
      await cp(file, damaged);
      const handle = await open(damaged, 'r+');
      const at = (place?.start ?? 0) + Math.floor((place?.size ?? 0) / 2);
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, at);
      await handle.write(Buffer.from([(buffer[0] ?? 0) ^ 1]), 0, 1, at);
      await handle.close();
      const target = join(await aFolder(), 'data');
      const outcome = await carrel(['--data', target, 'restore', damaged]);
      expect(outcome.status, kind).toBe(1);
      expect(outcome.stderr, kind).toMatch(/damaged/);
      await expect(stat(join(target, 'carrel.sqlite'))).rejects.toThrow();
      if (kind === 'blobs/') expect((await carrel(['restore', damaged, '--verify'])).status).toBe(1);
    }
  });

  it('is found when its end is missing, or when it is none', async () => {
    const cut = join(await aFolder(), 'cut.backup');
    const bytes = await readFile(file);
    await writeFile(cut, bytes.subarray(0, bytes.length - 3_000));
    expect(await carrel(['restore', cut, '--verify'])).toMatchObject({ status: 1, stderr: expect.stringContaining('damaged') as string });
    await writeFile(cut, 'not a backup');
    expect((await carrel(['restore', cut, '--verify'])).status).toBe(1);
    expect((await carrel(['restore', join(await aFolder(), 'none'), '--verify'])).status).toBe(4);
  });

  it('was there before: a stored file that is damaged is named and left out', async () => {
    const other = await aRestingFolder();
    const blobs = join(other, 'blobs');
    const [folder = ''] = (await readdir(blobs)).filter((name) => name !== 'tmp');
    const [name = ''] = await readdir(join(blobs, folder));
    await writeFile(join(blobs, folder, name), 'something else');
    const outcome = await carrel(['--data', other, 'backup', join(await aFolder(), 'two.backup')]);
    expect(outcome.status).toBe(1);
    expect(madeSchema.parse(outcome.json).damagedBlobs).toEqual([name]);
  });

  it('does not matter to what is there: a folder with data is refused, or moved aside', async () => {
    const target = await aRestingFolder();
    const before = createHash('sha256')
      .update(await readFile(join(target, 'keys', 'audit.key')))
      .digest('hex');
    const refused = await carrel(['--data', target, 'restore', file]);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('--replace');
    // Another installation's log lies published here: this one does not go on from it.
    await rm(join(target, 'audit-log'), { recursive: true });
    const replaced = await carrel(['--data', target, 'restore', file, '--replace']);
    expect(replaced.status).toBe(0);
    const { replacedTo } = z.object({ replacedTo: z.string() }).parse(replaced.json);
    const kept = await readFile(join(replacedTo, 'keys', 'audit.key'));
    expect(createHash('sha256').update(kept).digest('hex')).toBe(before);
    expect(await readdir(replacedTo)).toContain('carrel.sqlite');
  });

  it('can leave the keys out', async () => {
    const without = join(await aFolder(), 'keyless.backup');
    for (const [args, environment] of [
      [['--without-keys'], {}],
      [[], { CARREL_BACKUP_KEYS: '0' }],
    ] as const) {
      await rm(without, { force: true });
      expect(await carrel(['--data', dataDir, 'backup', without, ...args], environment)).toMatchObject({ status: 0, json: { keys: [] } });
    }
    const target = join(await aFolder(), 'data');
    expect((await carrel(['--data', target, 'restore', without])).status).toBe(0);
    expect(await readdir(join(target, 'keys'))).toEqual([]);
  });
});

describe('an older backup than the log that was signed', { timeout: 120_000 }, () => {
  it('is restored, and Carrel does not start on it until a newer one is', async () => {
    const dataDir = await aRestingFolder();
    const [older, newer] = [join(await aFolder(), 'older.backup'), join(await aFolder(), 'newer.backup')];
    expect((await carrel(['--data', dataDir, 'backup', older])).status).toBe(0);
    const api = await startTestApi({ CARREL_DATA_DIR: dataDir });
    await aPerson(api);
    await recorded(api);
    await api.close();
    expect((await carrel(['--data', dataDir, 'backup', newer])).status).toBe(0);

    const behind = await carrel(['--data', dataDir, 'restore', older, '--replace']);
    expect(behind).toMatchObject({ status: 1, json: { block: { code: 'AUDIT_LOG_BEHIND' } } });
    const start = await carrel(['--data', dataDir, 'up', '--socket-only', '--no-sample']);
    expect(start.status).toBe(1);
    expect(start.stderr).toMatch(/\d+ are missing/);

    // Elsewhere, only a checkpoint that was kept can tell.
    const kept = join(await aFolder(), 'checkpoint');
    const shard = (await readdir(join(dataDir, 'audit-log'))).at(0) ?? '';
    await cp(join(dataDir, 'audit-log', shard, 'checkpoint'), kept);
    const elsewhere = join(await aFolder(), 'data');
    expect((await carrel(['--data', elsewhere, 'restore', older, '--checkpoint', kept])).status).toBe(1);
    expect((await carrel(['--data', join(await aFolder(), 'data'), 'restore', newer, '--checkpoint', kept])).status).toBe(0);

    expect((await carrel(['--data', dataDir, 'restore', newer, '--replace'])).status).toBe(0);
    const again = await startTestApi({ CARREL_DATA_DIR: dataDir });
    await aPerson(again);
    await recorded(again);
    const officer = await aCaller(again, ['compliance']);
    const verified = await carrel(['--server', again.url, '--key', officer.secret, 'audit', 'verify', '--since-checkpoint', kept]);
    expect(verified).toMatchObject({ status: 0, json: { verdict: 'ok' } });
    await again.close();
  });
});

/** A digest of every table of a PostgreSQL database. */
const digestOf = (url: string) =>
  onPostgres(url, async (client) => {
    const { rows } = await client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public' order by 1");
    const digests: Record<string, unknown> = {};
    for (const { name } of rows) {
      const digest = await client.query(`select md5(string_agg(t::text, ' ' order by t::text)) as md5 from "${name}" t`);
      digests[name] = digest.rows[0];
    }
    return digests;
  });

describe.runIf(await needsPostgres())('from one database to the other', { timeout: 120_000 }, () => {
  it('moves everything from SQLite to PostgreSQL and back, and refuses a database that is not empty', async () => {
    const database = await createTestDatabase();
    const dataDir = await aRestingFolder();
    const [fromSqlite, fromPostgres] = [join(await aFolder(), 'a.backup'), join(await aFolder(), 'b.backup')];
    expect((await carrel(['--data', dataDir, 'backup', fromSqlite])).status).toBe(0);
    const environment = { CARREL_DATABASE_URL: database.url };
    const onPostgres = join(await aFolder(), 'data');
    const restored = await carrel(['--data', onPostgres, 'restore', fromSqlite], environment);
    expect(restored.stderr).toBe('');
    expect(restored.status).toBe(0);
    const full = await carrel(['--data', join(await aFolder(), 'data'), 'restore', fromSqlite], environment);
    expect(full).toMatchObject({ status: 1, stderr: expect.stringContaining('empty database') as string });
    // Nor with --replace, which moves files aside: neither the database nor the folder is touched.
    const occupied = await aRestingFolder();
    // But for the lock, which is let go at the end.
    const filesOf = async () => (await readdir(occupied, { recursive: true })).filter((name) => !name.startsWith('run')).toSorted();
    const [rowsBefore, filesBefore] = [await digestOf(database.url), await filesOf()];
    const replacing = await carrel(['--data', occupied, 'restore', fromSqlite, '--replace'], environment);
    expect(replacing).toMatchObject({ status: 1, stderr: expect.stringContaining('empty database') as string });
    expect(await digestOf(database.url)).toEqual(rowsBefore);
    expect(await filesOf()).toEqual(filesBefore);

    const check = async (folder: string, more: Readonly<Record<string, string>>) => {
      const api = await startTestApi({ CARREL_DATA_DIR: folder, ...more });
      const { items } = z.object({ items: z.array(documentSchema) }).parse((await api.owner('/api/v1/documents')).json);
      expect(items.map(({ path }) => path).toSorted()).toEqual(['canteen.txt', 'leave.txt']);
      const person = await aPerson(api);
      expect((await signIn(api, person)).status).toBe(200);
      await publishAt(api, await aPlace(api), 'new.txt', 'Something new.');
      await recorded(api);
      const officer = await aCaller(api, ['compliance']);
      expect(await carrel(['--server', api.url, '--key', officer.secret, 'audit', 'verify'])).toMatchObject({ status: 0 });
      await api.close();
    };
    expect((await carrel(['--data', onPostgres, 'backup', fromPostgres], environment)).status).toBe(0);
    await check(onPostgres, environment);
    const back = join(await aFolder(), 'data');
    const returned = await carrel(['--data', back, 'restore', fromPostgres]);
    expect(returned.stderr).toBe('');
    expect(returned.status).toBe(0);
    await check(back, {});
    await database.drop();
  });
});

describe('an older backup, and a journal of the log', { timeout: 180_000 }, () => {
  const eventCount = async (api: TestApi) =>
    (await api.api.composed.store.read.audit.listShards()).reduce((sum, { size }) => sum + size, 0);

  /** A backup, and a day of work after it, of which only the journal knows once the database is gone. */
  async function aLostDay() {
    const journalDir = await aFolder();
    const environment = { CARREL_AUDIT_JOURNAL: journalDir };
    const dataDir = await aRestingFolder(environment);
    const file = join(await aFolder(), 'older.backup');
    expect((await carrel(['--data', dataDir, 'backup', file], environment)).status).toBe(0);
    const api = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
    const erased = await aPerson(api);
    await api.owner('/api/v1/ask', { method: 'POST', body: { question: 'How long is parental leave?', stream: false } });
    const late = await recorded(api);
    await api.close();
    return { environment, journalDir, dataDir, file, erased, late };
  }
  const verify = async (api: TestApi) => {
    const officer = await aCaller(api, ['compliance']);
    return carrel(['--server', api.url, '--key', officer.secret, 'audit', 'verify']);
  };

  it('goes on where the journal ends: no entry is lost, and the log verifies', async () => {
    const { environment, dataDir, file, late } = await aLostDay();
    const published = join(await aFolder(), 'checkpoint');
    const [year = ''] = await readdir(join(dataDir, 'audit-log'));
    await cp(join(dataDir, 'audit-log', year, 'checkpoint'), published);

    const without = await carrel(['--data', dataDir, 'restore', file, '--replace']);
    expect(without).toMatchObject({ status: 1, json: { block: { code: 'AUDIT_LOG_BEHIND' }, journal: null } });
    expect(z.object({ block: z.object({ message: z.string() }) }).parse(without.json).block.message).toContain('CARREL_AUDIT_JOURNAL');

    const restored = await carrel(['--data', dataDir, 'restore', file, '--replace', '--checkpoint', published], environment);
    expect(restored).toMatchObject({ status: 0, json: { block: null, journal: { state: 'replayed' } } });
    const { journal } = z.object({ journal: z.object({ entryCount: z.int() }) }).parse(restored.json);
    expect(journal.entryCount).toBeGreaterThan(4);
    const api = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
    const now = await recorded(api);
    // Byte by byte, the question asked after the backup and its answer among them.
    expect(now.map(({ leaf }) => leaf)).toEqual(expect.arrayContaining(late.map(({ leaf }) => leaf)));
    expect(late.map(({ type }) => type)).toEqual(expect.arrayContaining(['user.provisioned', 'question.accepted']));
    expect(now.filter(({ type }) => type === 'log.discontinuity')).toEqual([]);
    const performed = now.find(({ type }) => type === 'restore.performed');
    expect(JSON.parse(performed?.leaf ?? '{}')).toMatchObject({ detail: { rows: journal.entryCount } });
    await aPerson(api);
    await recorded(api);
    expect(await verify(api)).toMatchObject({ status: 0, json: { verdict: 'ok' } });
    await api.close();
  });

  it('is erased again from what was erased since', async () => {
    const journalDir = await aFolder();
    const environment = { CARREL_AUDIT_JOURNAL: journalDir };
    const dataDir = await aFolder();
    const first = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
    const person = await aPerson(first);
    const [asking, approving] = [await aCaller(first, ['compliance']), await aCaller(first, ['compliance'])];
    await recorded(first);
    await first.close();
    const file = join(await aFolder(), 'older.backup');
    expect((await carrel(['--data', dataDir, 'backup', file], environment)).status).toBe(0);
    const second = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
    const asked = await second.request('/api/v1/audit/erasures', {
      method: 'POST',
      key: asking.secret,
      body: { userId: person.id, reason: 'request 12' },
    });
    const { id } = z.object({ id: z.string() }).parse(asked.json);
    expect((await second.request(`/api/v1/audit/erasures/${id}/approve`, { method: 'POST', key: approving.secret })).status).toBe(200);
    await recorded(second);
    await second.close();
    expect((await carrel(['--data', dataDir, 'restore', file, '--replace'], environment)).status).toBe(0);
    const third = await startTestApi({ CARREL_DATA_DIR: dataDir, ...environment });
    expect((await signIn(third, person)).status).not.toBe(200);
    const user = await third.api.composed.store.read.identity.findUser(person.id);
    expect(user).toMatchObject({ name: 'Erased person', isActive: false });
    await recorded(third);
    expect(await verify(third)).toMatchObject({ status: 4, json: { verdict: 'erased' } });
    await third.close();
  });

  it('says plainly, and for ever in the log, when the journal is gone or has a gap', async () => {
    const { environment, journalDir, dataDir, file } = await aLostDay();
    const [name = ''] = await readdir(journalDir);

    // Some entries before its end, a byte is another one.
    const bytes = await readFile(join(journalDir, name));
    const at = bytes.length - 3_000;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(join(journalDir, name), bytes);
    // The published log shows that entries are missing: it is not gone on from there.
    const blocked = await carrel(['--data', dataDir, 'restore', file, '--replace'], environment);
    expect(blocked).toMatchObject({
      status: 1,
      json: { block: { code: 'AUDIT_LOG_BEHIND' }, journal: { state: 'gap' }, journalMovedTo: null },
    });
    expect(await readFile(join(journalDir, name))).toEqual(bytes);

    // Elsewhere nobody knows, so it goes on, with what there was before the gap.
    for (const [change, state, cause] of [
      [async () => {}, 'gap', 'journal-gap'],
      [async () => rm(journalDir, { recursive: true }), 'missing', 'journal-missing'],
    ] as const) {
      await change();
      const elsewhere = join(await aFolder(), 'data');
      const outcome = await carrel(['--data', elsewhere, 'restore', file], environment);
      expect(outcome).toMatchObject({ status: 0, json: { block: null, journal: { state } } });
      const api = await startTestApi({ CARREL_DATA_DIR: elsewhere, ...environment });
      const told = (await recorded(api)).find(({ type }) => type === 'log.discontinuity');
      expect(JSON.parse(told?.leaf ?? '{}')).toMatchObject({ outcome: 'failure', reason: 'INCOMPLETE', detail: { cause } });
      expect(await verify(api)).toMatchObject({ status: 2, json: { verdict: 'incomplete', counts: { discontinuity: 1 } } });
      const size = await eventCount(api);
      await api.close();
      // A whole journal has begun in its place.
      const seqs = [];
      for await (const { entry } of readJournal(journalDir)) seqs.push(entry.seq);
      expect(seqs.length).toBeGreaterThanOrEqual(size);
      expect(seqs).toEqual(seqs.map((_seq, index) => index));
    }
  });

  it('is refused beside the journal of another log, and nothing of the journal is changed', async () => {
    const { environment, journalDir } = await aLostDay();
    const other = await aRestingFolder();
    const file = join(await aFolder(), 'other.backup');
    expect((await carrel(['--data', other, 'backup', file])).status).toBe(0);
    const before = await readFile(join(journalDir, (await readdir(journalDir))[0] ?? ''));
    const target = join(await aFolder(), 'data');
    const outcome = await carrel(['--data', target, 'restore', file], environment);
    expect(outcome).toMatchObject({ status: 1, json: { block: { code: 'AUDIT_LOG_DIVERGED' } } });
    expect(await carrel(['--data', target, 'up', '--socket-only', '--no-sample'], environment)).toMatchObject({ status: 1 });
    expect(await readFile(join(journalDir, (await readdir(journalDir))[0] ?? ''))).toEqual(before);
  });
});
