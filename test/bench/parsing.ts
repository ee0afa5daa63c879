/**
 * Parsing alone, in the children that the ingest worker uses: Markdown files of about 7 KB, and pages of PDF files.
 * `npm run bench:parsing`, or with `-- --short` over a tenth of them. Texts are those of the handbook.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Logger, MediaType } from '@carrel/core';
import { createLogger } from '@carrel/runtime';
import PdfKit from 'pdfkit';
import { createParserPool } from '../../packages/parsing/src/index.ts';
import { sharedPath } from '../support/require.ts';
import { report } from './support/measurement.ts';

const { values: flags } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
/** Of the goals: the short form runs in CI, on a machine that others may use, and shows only that nothing became far slower. */
const share = flags.short ? 0.5 : 1;
const markdownFiles = flags.short ? 400 : 4_000;
const markdownBytes = 7 * 1024;
const pdfFiles = flags.short ? 4 : 40;
const pagesPerPdf = 25;
const children = Math.min(2, availableParallelism());
const textFilesPerChild = 100;
const logger: Logger = createLogger({ level: 'error', process: 'bench' });

// A pool holds no process open by itself: a server does that, here the bench.
const alive = setInterval(() => {}, 60_000);
const folder = await mkdtemp(join(tmpdir(), 'carrel-bench-'));
try {
  const text = await handbookText();
  const markdown = await writeMarkdown(text);
  const pdfs = await writePdfs(text);
  const scan = sharedPath('corpora', 'hard-files', 'pdf', 'tracemonkey.pdf');
  const papers = Array.from({ length: flags.short ? 2 : 10 }, () => scan);
  const ofMarkdown = await parseAll(markdown, 'text/markdown');
  const ofReports = await parseAll(pdfs, 'application/pdf');
  const ofPapers = await parseAll(papers, 'application/pdf');
  const isMet = await report({
    name: flags.short ? 'parsing-short' : 'parsing',
    command: `npm run bench:parsing${flags.short ? ' -- --short' : ''}`,
    what: `Parsing by ${children} children: ${markdown.length} Markdown files of ${markdownBytes} bytes, ${pdfs.length} reports of ${pagesPerPdf} pages as PDF, and a two-column paper of 14 pages ${papers.length} times`,
    figures: [
      {
        name: 'Markdown',
        value: (ofMarkdown.bytes / 1024 / 1024 / ofMarkdown.seconds) * 60,
        unit: 'MB/min',
        goal: { atLeast: 30 * share },
      },
      { name: 'Markdown files', value: markdown.length / ofMarkdown.seconds, unit: 'files/s' },
      { name: 'PDF, reports', value: ofReports.pages / ofReports.seconds, unit: 'pages/s', goal: { atLeast: 40 * share } },
      { name: 'PDF, two-column paper', value: ofPapers.pages / ofPapers.seconds, unit: 'pages/s' },
    ],
  });
  process.exitCode = isMet ? 0 : 1;
} finally {
  clearInterval(alive);
  await rm(folder, { recursive: true, force: true });
}

/** Pages of the handbook one after the other, as often as it takes. */
async function handbookText(): Promise<string> {
  const root = sharedPath('corpora', 'handbook', 'tts-18f', 'pages');
  const names = (await readdir(root, { recursive: true })).filter((name) => name.endsWith('.md')).toSorted();
  const pages = await Promise.all(names.map((name) => readFile(join(root, name), 'utf8')));
  return pages.join('\n\n');
}

/** Pieces of the handbook, each cut at a line; later rounds begin elsewhere, so that no two are the same. */
async function writeMarkdown(text: string): Promise<readonly string[]> {
  const root = join(folder, 'markdown');
  await mkdir(root);
  const paths: string[] = [];
  for (let index = 0; index < markdownFiles; index += 1) {
    const start = (index * markdownBytes + Math.floor((index * markdownBytes) / text.length) * 1_000) % (text.length - markdownBytes);
    const path = join(root, `${index}.md`);
    await writeFile(path, text.slice(text.indexOf('\n', start) + 1, start + markdownBytes));
    paths.push(path);
  }
  return paths;
}

async function writePdfs(text: string): Promise<readonly string[]> {
  const root = join(folder, 'pdf');
  await mkdir(root);
  return Promise.all(
    Array.from({ length: pdfFiles }, async (_file, index) => {
      const path = join(root, `${index}.pdf`);
      await writeFile(path, await aReport(text, index));
      return path;
    }),
  );
}

/** A page holds what a page of a report does: a heading and about 2,400 letters. */
async function aReport(text: string, index: number): Promise<Buffer> {
  const pdf = new PdfKit({ size: 'A4' });
  const chunks: Buffer[] = [];
  pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise((resolve) => pdf.once('end', resolve));
  for (let page = 0; page < pagesPerPdf; page += 1) {
    if (page > 0) pdf.addPage();
    const start = ((index * pagesPerPdf + page) * 2_400) % (text.length - 2_400);
    pdf.fontSize(16).text(`${page + 1} Section`, 72, 72);
    pdf.fontSize(10).text(
      text
        .slice(start, start + 2_400)
        .replaceAll(/[^\u0020-\u007e]+/gu, ' ')
        .trim(),
      72,
      110,
      { width: 450, height: 640 },
    );
  }
  pdf.end();
  await done;
  return Buffer.concat(chunks);
}

async function parseAll(
  paths: readonly string[],
  mediaType: MediaType,
): Promise<{ readonly seconds: number; readonly bytes: number; readonly pages: number }> {
  const pool = createParserPool({ logger }, { maxChildren: children, filesPerChild: textFilesPerChild });
  const bytes = (await Promise.all(paths.map(async (path) => (await readFile(path)).byteLength))).reduce((sum, size) => sum + size, 0);
  const signal = new AbortController().signal;
  let pages = 0;
  const startedMs = performance.now();
  await Promise.all(
    paths.map(async (filePath) => {
      const document = await pool.parse({ filePath, fileName: filePath, mediaType, signal });
      pages += document.pages.length;
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  await pool.close();
  return { seconds, bytes, pages };
}
