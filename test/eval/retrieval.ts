/**
 * Ranking quality of the three search modes on a judged collection: `npm run test:retrieval`. The index is kept in the
 * folder of `--data`, so a second run only asks. Figures come from `carrel eval retrieval`, which anyone can run alone.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { z } from 'zod';
import { report } from '../bench/support/measurement.ts';
import { carrelCommand, repositoryRoot } from '../support/carrel-process.ts';
import { sharedPath } from '../support/require.ts';

const { values: flags } = parseArgs({ options: { dataset: { type: 'string', default: 'vaswani-npl' }, data: { type: 'string' } } });
const data = flags.data ?? join(repositoryRoot, 'data');
const env = { ...process.env, CARREL_MODELS_DIR: sharedPath('models'), CARREL_EMBEDDING: 'all-minilm-l6-v2' };
const resultSchema = z.object({
  documents: z.int(),
  failedDocuments: z.int(),
  ndcg10: z.number(),
  recall10: z.number(),
  recall100: z.number(),
  queriesPerSecond: z.number(),
});

async function evaluate(mode: 'hybrid' | 'text' | 'vector') {
  const args = ['eval', 'retrieval', '--dataset', sharedPath('corpora', 'ir', flags.dataset), '--mode', mode, '--json', '--data', data];
  const { stdout } = await promisify(execFile)(process.execPath, [carrelCommand, ...args], { env, maxBuffer: 16 * 1024 * 1024 });
  return resultSchema.parse(JSON.parse(stdout));
}

const hybrid = await evaluate('hybrid');
const text = await evaluate('text');
const vector = await evaluate('vector');
const isMet = await report({
  name: `retrieval-${flags.dataset}`,
  command: `npm run test:retrieval -- --dataset ${flags.dataset}`,
  what: `nDCG@10 on ${flags.dataset}, ${hybrid.documents} documents (${hybrid.failedDocuments} failed), all-minilm-l6-v2`,
  figures: [
    { name: 'hybrid, nDCG@10', value: hybrid.ndcg10, unit: '', goal: { atLeast: Math.max(0.485, text.ndcg10, vector.ndcg10) } },
    { name: 'text, nDCG@10', value: text.ndcg10, unit: '', goal: { atLeast: 0.42 } },
    { name: 'vector, nDCG@10', value: vector.ndcg10, unit: '' },
    { name: 'hybrid, recall@10', value: hybrid.recall10, unit: '' },
    { name: 'hybrid, recall@100', value: hybrid.recall100, unit: '' },
  ],
});
process.exitCode = isMet ? 0 : 1;
