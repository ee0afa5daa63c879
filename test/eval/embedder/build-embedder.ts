/**
 * Makes the built-in embedder: static vectors of word pieces that add up to what a sentence-transformer says of whole texts.
 *
 *     npm run build:embedder -- --teacher MODEL.gguf --vocabulary vocab.txt --texts texts.jsonl --cache teacher.cache
 *
 * `texts.jsonl` has one text a line, as a JSON string. What the teacher says is kept in `--cache`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createWordPieceTokenizer, encodeStaticVectors } from '../../../packages/models/src/index.ts';
import { fitLinear } from './fit-linear.ts';
import { dot, principalAxes, projected } from './principal-axes.ts';
import { quantised } from './quantised.ts';
import { askTeacher } from './teacher.ts';
import { readTokenEmbeddings } from './token-embeddings.ts';
import { trainVectors } from './train-vectors.ts';

const { values: flags } = parseArgs({
  options: {
    teacher: { type: 'string', default: '' },
    vocabulary: { type: 'string', default: '' },
    texts: { type: 'string', default: '' },
    cache: { type: 'string', default: 'teacher.cache' },
    epochs: { type: 'string', default: '12' },
    out: { type: 'string', default: fileURLToPath(new URL('../../../packages/models/builtin/carrel-static-1.vectors', import.meta.url)) },
  },
});
const dimensions = 256;
/** Longer texts add nothing that these pieces do not say, and cost time. */
const maxPieces = 160;
/** The frequency at which a piece weighs half: frequent pieces say little (Arora et al. 2017, "A simple but tough-to-beat baseline"). */
const halfFrequency = 1e-3;

/** Against the squared lengths of the inputs, which have length 1. */
const ridge = 1;

const say = (text: string) => void process.stderr.write(`${text}\n`);
const allPieces = (await readFile(flags.vocabulary, 'utf8')).split('\n').filter((piece) => piece !== '');
/** Places in the teacher's table of the pieces that are kept: not those that stand for no text. */
const places = allPieces.flatMap((piece, place) => (/^\[.+\]$/u.test(piece) ? [] : [place]));
const vocabulary = places.map((place) => allPieces[place] ?? '');
const texts = (await readFile(flags.texts, 'utf8'))
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => z.string().parse(JSON.parse(line)));
const tokenize = createWordPieceTokenizer(vocabulary);

const ofTexts = await askTeacher(texts, {
  modelPath: flags.teacher,
  cachePath: flags.cache,
  onProgress: (done, total) => say(`teacher: ${done} of ${total}`),
});
const axes = principalAxes(ofTexts, dimensions);
say(`principal axes: ${axes.length}`);

const pieces = texts.map((text) => tokenize(text).slice(0, maxPieces));
const counts = new Float64Array(vocabulary.length);
for (const piece of pieces.flat()) counts[piece] = (counts[piece] ?? 0) + 1;
const total = counts.reduce((sum, count) => sum + count, 0);
const pairs = pieces.flatMap((list, index) => (list.length === 0 ? [] : [{ pieces: list, target: projected(ofTexts[index] ?? [], axes) }]));

// Where pieces start: their embeddings in the teacher, weighted by rarity, through the linear map that fits whole texts best. So
// pieces that no text has start, and stay, where their neighbours are.
const embeddings = await readTokenEmbeddings(flags.teacher);
const weights = Float64Array.from(counts, (count) => halfFrequency / (halfFrequency + count / total));
const weighted = (piece: number): Float32Array => {
  const start = (places[piece] ?? 0) * embeddings.dimensions;
  return embeddings.values.slice(start, start + embeddings.dimensions).map((value) => value * (weights[piece] ?? 0));
};
const starts = Array.from(vocabulary, (_piece, piece) => weighted(piece));
const sums = pairs.map(({ pieces: list }) => sumOfRows(starts, list));
const map = fitLinear(
  sums,
  pairs.map(({ target }) => target),
  ridge,
);
const table = new Float32Array(vocabulary.length * dimensions);
for (const [piece, start] of starts.entries()) {
  for (const [component, row] of map.entries()) table[piece * dimensions + component] = dot(row, start);
}
trainVectors(table, dimensions, pairs, {
  epochs: Number(flags.epochs),
  batchSize: 128,
  learningRate: 0.005,
  temperature: 0.05,
  contrastWeight: 0.1,
  onEpoch: (epoch, meanCosine) => say(`epoch ${epoch}: mean cosine ${meanCosine.toFixed(4)}`),
});
const file = encodeStaticVectors({ name: 'carrel-static-1', dimensions, vocabulary, ...quantised(table, dimensions) });
await writeFile(flags.out, file);
say(`${flags.out}: ${file.length} bytes`);
process.exit(0);

function sumOfRows(rows: readonly Float32Array[], list: readonly number[]): Float32Array {
  const sum = new Float32Array(rows[0]?.length ?? 0);
  for (const number of list) {
    const row = rows[number];
    for (let index = 0; index < sum.length; index += 1) sum[index] = (sum[index] ?? 0) + (row?.[index] ?? 0);
  }
  const norm = Math.sqrt(dot(sum, sum)) || 1;
  return sum.map((value) => value / norm);
}
