import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CarrelError } from '@carrel/core';
import { z } from 'zod';
import type { Judgments } from './ranking-metrics.ts';

const corpusItemSchema = z.object({ _id: z.coerce.string(), title: z.string().default(''), text: z.string() });
const querySchema = z.object({ _id: z.coerce.string(), text: z.string() });
export type CorpusItem = z.infer<typeof corpusItemSchema>;

export interface BeirDataset {
  readonly corpus: readonly CorpusItem[];
  readonly questions: readonly { readonly id: string; readonly text: string }[];
  readonly judgments: ReadonlyMap<string, Judgments>;
  /** SHA-256 of corpus.jsonl, hexadecimal. */
  readonly corpusSha256: string;
}

/** Reads a data set in BEIR's layout: corpus.jsonl, queries.jsonl, qrels.tsv. @throws NOT_FOUND, INVALID_REQUEST. */
export async function readBeirDataset(folder: string): Promise<BeirDataset> {
  const [corpusText, queriesText, qrelsText] = await Promise.all(
    ['corpus.jsonl', 'queries.jsonl', 'qrels.tsv'].map(async (name) => readText(join(folder, name))),
  );
  return {
    corpus: parseJsonLines(corpusText ?? '', corpusItemSchema, 'corpus.jsonl'),
    questions: parseJsonLines(queriesText ?? '', querySchema, 'queries.jsonl').map(({ _id, text }) => ({ id: _id, text })),
    judgments: parseQrels(qrelsText ?? ''),
    corpusSha256: createHash('sha256')
      .update(corpusText ?? '')
      .digest('hex'),
  };
}

/** Tab-separated question, document and relevance, with or without a head line. */
export function parseQrels(text: string): ReadonlyMap<string, Judgments> {
  const judgments = new Map<string, Map<string, number>>();
  for (const line of text.split('\n')) {
    const [question, document, relevance] = line.trimEnd().split('\t');
    if (question === undefined || document === undefined || relevance === undefined || !/^-?\d+$/.test(relevance)) continue;
    const ofQuestion = judgments.get(question) ?? new Map<string, number>();
    ofQuestion.set(document, Number(relevance));
    judgments.set(question, ofQuestion);
  }
  return judgments;
}

/** @throws INVALID_REQUEST with the line that is not of the expected form. */
export function parseJsonLines<Item>(text: string, schema: z.ZodType<Item>, name: string): readonly Item[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return [schema.parse(JSON.parse(line))];
    } catch (error) {
      throw new CarrelError('INVALID_REQUEST', { message: `${name}, line ${index + 1}: not of the expected form.`, cause: error });
    }
  });
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw new CarrelError('NOT_FOUND', { message: `There is no file ${path}.`, cause: error });
  });
}
