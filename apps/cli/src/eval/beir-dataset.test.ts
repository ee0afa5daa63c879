import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { parseQrels, readBeirDataset } from './beir-dataset.ts';
import { corpusFile, idOfPath, rankedDocuments } from './corpus-files.ts';
import { trecRun } from './trec-run.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carrel-beir-'));
  writeFileSync(join(folder, 'corpus.jsonl'), '{"_id":"1","title":"T","text":"one"}\n{"_id":2,"text":"two","metadata":{}}\n\n');
  writeFileSync(join(folder, 'queries.jsonl'), '{"_id":"q","text":"which?"}\n');
  writeFileSync(join(folder, 'qrels.tsv'), 'query-id\tcorpus-id\tscore\nq\t1\t2\nq\t2\t0\n');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('reads corpus, questions and judgments', async () => {
  const dataset = await readBeirDataset(folder);
  expect(dataset.corpus).toEqual([
    { _id: '1', title: 'T', text: 'one' },
    { _id: '2', title: '', text: 'two' },
  ]);
  expect(dataset.questions).toEqual([{ id: 'q', text: 'which?' }]);
  expect(dataset.judgments).toEqual(
    new Map([
      [
        'q',
        new Map([
          ['1', 2],
          ['2', 0],
        ]),
      ],
    ]),
  );
});

test('a line that is not of the form is named', async () => {
  writeFileSync(join(folder, 'queries.jsonl'), '{"_id":"q","text":"x"}\n{"_id":"r"}\n');
  await expect(readBeirDataset(folder)).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    message: 'queries.jsonl, line 2: not of the expected form.',
  });
});

test('a missing file is named', async () => {
  rmSync(join(folder, 'qrels.tsv'));
  await expect(readBeirDataset(folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('judgments without a head line, with CRLF and with negative values are read', () => {
  expect(parseQrels('q\ta\t1\r\nq\tb\t-1\r\n')).toEqual(
    new Map([
      [
        'q',
        new Map([
          ['a', 1],
          ['b', -1],
        ]),
      ],
    ]),
  );
});

test('the id of an item can be read back from the path of its document', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
      const { path } = corpusFile({ _id: id, title: '', text: 'x' });
      expect(path).not.toContain('/');
      expect(idOfPath(path)).toBe(id);
    }),
  );
});

test('an item’s title is the first line of its document', async () => {
  expect(await (await corpusFile({ _id: '1', title: 'T', text: 'one' }).open()).text()).toBe('T\n\none');
  expect(await (await corpusFile({ _id: '2', title: '', text: 'two' }).open()).text()).toBe('two');
});

test('a document counts at its best passage, once', () => {
  expect(rankedDocuments([{ path: '1.txt' }, { path: '2.txt' }, { path: '1.txt' }, { path: '3.txt' }], 2)).toEqual(['1', '2']);
});

test('a run is written in TREC’s format with scores that fall', () => {
  expect(trecRun(new Map([['q', ['a', 'b']]]), 'carrel')).toBe('q Q0 a 1 1.000000 carrel\nq Q0 b 2 0.500000 carrel\n');
});
