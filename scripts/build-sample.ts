/**
 * Writes the PDF, DOCX, ODT and RTF files of the sample knowledge base from `scripts/sample-sources/*.md`. Run it after a change of a
 * source: `node scripts/build-sample.ts`. The results are committed, so that a first start needs nothing but them.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readSource } from './sample/read-source.ts';
import { writeDocx } from './sample/write-docx.ts';
import { writeOdt } from './sample/write-odt.ts';
import { writePdf } from './sample/write-pdf.ts';
import { writeRtf } from './sample/write-rtf.ts';

const sources = join(import.meta.dirname, 'sample-sources');
const target = join(import.meta.dirname, '..', 'sample-knowledge-base');

for (const name of (await readdir(sources)).toSorted()) {
  const source = readSource(await readFile(join(sources, name), 'utf8'));
  const path = join(target, source.place);
  await mkdir(dirname(path), { recursive: true });
  await writerOf(source.place)(source, path);
  process.stderr.write(`${source.place}\n`);
}

function writerOf(place: string): typeof writeDocx {
  if (place.endsWith('.pdf')) return writePdf;
  if (place.endsWith('.odt')) return writeOdt;
  return place.endsWith('.rtf') ? writeRtf : writeDocx;
}
