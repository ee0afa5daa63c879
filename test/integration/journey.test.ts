import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { type AskResult, ProblemError, routes } from '@carrel/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uploadPages, waitForEnd } from '../faults/journey.ts';
import { carrelCommand, type CarrelProcess, repositoryRoot, startCarrel } from '../support/carrel-process.ts';
import { createTestDatabase, needsPostgres, type TestDatabase } from '../support/postgres.ts';
import { needs } from '../support/require.ts';

const sampleRoot = join(repositoryRoot, 'sample-knowledge-base');
const hasPostgres = await needsPostgres();

async function samplePages() {
  const entries = await readdir(sampleRoot, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => ({ path: relative(sampleRoot, file), content: new Blob([await readFile(file)]) })));
}

/** A database of its own on the Redis of the tests: other suites use the first one. */
const redisUrl = process.env['CARREL_TEST_REDIS_URL'];
const hasServices = hasPostgres && needs('Redis', redisUrl !== undefined, 'Set CARREL_TEST_REDIS_URL.');

describe.each([{ name: 'SQLite', isScaled: false }, ...(hasServices ? [{ name: 'PostgreSQL and Redis', isScaled: true }] : [])])(
  'a file goes in, a cited answer comes out, a record stays: $name',
  { timeout: 120_000 },
  ({ isScaled }) => {
    let database: TestDatabase | null = null;
    let carrel: CarrelProcess;
    let documents: ReadonlyMap<string, string>;

    beforeAll(async () => {
      database = isScaled ? await createTestDatabase() : null;
      const env = database === null ? {} : { CARREL_DATABASE_URL: database.url, CARREL_REDIS_URL: `${redisUrl}/9` };
      carrel = await startCarrel({ env });
      documents = await uploadPages(carrel.client, await samplePages(), 'Sample');
    }, 120_000);
    afterAll(async () => {
      await carrel?.stop();
      await database?.drop();
    });

    async function ask(question: string): Promise<AskResult> {
      for await (const event of carrel.client.ask({ question })) if (event.type === 'done') return event.result;
      throw new Error('No answer.');
    }

    test('every file of the sample is published', async () => {
      const ended = await waitForEnd(carrel.client, documents.values(), 100_000);
      expect([...ended.values()].filter(({ state }) => state !== 'published')).toEqual([]);
      expect(ended.size).toBe((await samplePages()).length);
      expect(ended.size).toBeGreaterThanOrEqual(15);
    });

    test('an answer cites the document that says it, with the exact span', async () => {
      const result = await ask('What is the warm-up time of the NL-40?');
      expect(result.decision).toBe('quoted');
      expect(result.answer).toContain('12 minutes');
      for (const citation of result.citations) {
        const text = await carrel.client.call(routes.getDocumentText, { params: { id: citation.documentId } });
        expect(citation.quote).not.toBe('');
        expect(text.text.slice(citation.start, citation.end)).toBe(citation.quote);
      }
    });

    test('what the documents do not say is said plainly, with the nearest documents', async () => {
      const result = await ask('Who painted the ceiling of the opera house in Vienna?');
      expect(result).toMatchObject({ decision: 'abstained', citations: [] });
    });

    test('the record of the answer is in the log, and the log verifies', async () => {
      const { audit } = await ask('How long are daily backups kept?');
      const event = await carrel.client.call(routes.getAuditEvent, { params: { id: audit.eventId } });
      expect(event).toMatchObject({ seq: audit.seq, type: 'answer.completed' });
      expect(event.leaf).not.toContain('backups');
      const { stdout } = await promisify(execFile)(process.execPath, [
        carrelCommand,
        'audit',
        'verify',
        '--json',
        '--data',
        carrel.dataDir,
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ verdict: 'ok', exitCode: 0 });
    });

    test('a deleted document is not found with the next request', async () => {
      const id = documents.get('Operations/visitors.txt') ?? '';
      await carrel.client.call(routes.deleteDocument, { params: { id } });
      const found = await carrel.client.call(routes.search, { body: { query: 'visitors yellow badge reception', limit: 20 } });
      expect(found.passages.filter(({ documentId }) => documentId === id)).toEqual([]);
      await expect(carrel.client.call(routes.getDocument, { params: { id } })).rejects.toBeInstanceOf(ProblemError);
    });

    test('a new version answers in place of the old one', async () => {
      const replacement = {
        path: 'Products/support-hours.txt',
        content: new Blob(['SUPPORT HOURS\n\nThe help line answers from 7:15 to 16:45 on working days.\n']),
      };
      const replaced = await uploadPages(carrel.client, [replacement], 'Sample');
      await waitForEnd(carrel.client, replaced.values(), 60_000);
      const found = await carrel.client.call(routes.search, { body: { query: 'help line support hours', limit: 20 } });
      const texts = found.passages.filter(({ path }) => path === replacement.path).map(({ text }) => text);
      expect(texts.join(' ')).toContain('7:15');
      expect(texts.join(' ')).not.toContain('Eastern Time');
    });
  },
);
