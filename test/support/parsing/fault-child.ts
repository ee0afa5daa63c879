import { readFileSync, writeSync } from 'node:fs';
import { connect } from 'node:net';
import { createFrameReader, frameHeader } from '../../../packages/parsing/src/sandbox/frame.ts';
import { parentOf } from '../../../packages/parsing/src/sandbox/parent-of.ts';
import { watchParent } from '../../../packages/parsing/src/sandbox/watch-parent.ts';

/**
 * A parser's child that misbehaves as the file that it is given says. Started in place of the real one, with the same flags,
 * it shows what the pool makes of parsers that hang, grow, lie or try to get out.
 */
const parentPid = parentOf(process.argv);
if (process.argv.includes('--watch-parent')) watchParent(parentPid);
const reader = createFrameReader(0xffff_ffff);
let isHeader = true;
let files = 0;
async function act(fault: string): Promise<void> {
  files += 1;
  const port = /^connect (\d+)$/u.exec(fault)?.[1];
  await (port === undefined ? (faults[fault] ?? faults['behave'])?.() : tryToConnect(Number(port)));
}

const faults: Readonly<Record<string, () => unknown>> = {
  behave: () => answer(documentOf(`file ${files} of process ${process.pid}`)),
  'work for two seconds': async () => {
    for (let step = 0; step < 10; step += 1) {
      answer({ type: 'working' });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    answer(documentOf(`file ${files}`));
  },
  hang: () => {
    for (;;);
  },
  grow: async () => {
    for (const kept: Buffer[] = []; ; await new Promise((resolve) => setTimeout(resolve, 2))) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
  },
  heap: () => {
    for (const kept: unknown[] = []; ;) kept.push({ text: `${kept.length}`.repeat(20) });
  },
  exit: () => process.exit(7),
  abort: () => process.abort(),
  'crash when used': () => (files > 1 ? process.abort() : answer(documentOf(`file ${files}`))),
  'no JSON': () => send(Buffer.from('{"type":')),
  'wrong shape': () => answer({ type: 'parsed', document: { text: 'secret' } }),
  'unknown code': () => answer({ type: 'failed', code: 'ROOT_ACCESS', message: '' }),
  'wrong spans': () => {
    const { type, document } = documentOf('short');
    answer({ type, document: { ...document, blocks: [{ kind: 'paragraph', span: { start: 0, end: 99 }, headings: [] }] } });
  },
  'long answer': () => answer(documentOf('x'.repeat(3 * 1024 * 1024))),
  'long answer announced': () => writeSync(3, frameHeader(0xffff_fff0)),
  'what can I reach': async () => answer(documentOf(JSON.stringify(await reach()))),
};

/** Says whether a server of the machine can be reached. */
async function tryToConnect(port: number): Promise<void> {
  const outcome = await new Promise<string>((resolve) => {
    connect({ host: '127.0.0.1', port, timeout: 2000 })
      .once('connect', () => resolve('connected'))
      .once('timeout', () => resolve('no answer'))
      .once('error', () => resolve('refused'));
  });
  answer(documentOf(outcome));
}

function documentOf(text: string) {
  const blocks = [{ kind: 'paragraph', span: { start: 0, end: text.length }, headings: [] }];
  return {
    type: 'parsed',
    document: { title: null, text, blocks, language: null, pages: [], lines: [], warnings: [], parser: { name: 'fault', version: '1' } },
  };
}

function answer(message: unknown): void {
  send(Buffer.from(JSON.stringify(message)));
}

function send(body: Buffer): void {
  for (const bytes of [frameHeader(body.length), body]) {
    for (let written = 0; written < bytes.length;) written += writeSync(3, bytes, written);
  }
}

/** What a parser that runs foreign code could get at. */
async function reach(): Promise<Record<string, string>> {
  const attempt = async (what: () => unknown) => {
    try {
      await what();
      return 'reached';
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'refused';
    }
  };
  return {
    password: await attempt(() => readFileSync('/etc/passwd')),
    write: await attempt(async () => (await import('node:fs')).writeFileSync('/tmp/carrel-parser-was-here', '')),
    process: await attempt(async () => (await import('node:child_process')).execFileSync('/bin/true')),
    environment: Object.keys(process.env).length === 0 ? 'refused' : 'reached',
    network: await attempt(
      () =>
        new Promise((resolve, reject) =>
          connect({ host: '127.0.0.1', port: 9, timeout: 2000 }).once('connect', resolve).once('error', reject),
        ),
    ),
  };
}

for await (const chunk of process.stdin) {
  if (!Buffer.isBuffer(chunk)) throw new TypeError('Expected bytes on standard input.');
  reader.push(chunk);
  for (let frame = reader.next(); frame !== null; frame = reader.next()) {
    isHeader = !isHeader;
    if (isHeader) await act(frame.toString('utf8'));
  }
}
