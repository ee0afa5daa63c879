import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isCarrelError, mediaTypes, type MediaType } from '@carrel/core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRecordingLogger } from '../../../../test/support/fakes/recording-logger.ts';
import { aDocxFile, wordParagraph } from '../../../../test/support/parsing/a-docx-file.ts';
import { aPdfFile } from '../../../../test/support/parsing/a-pdf-file.ts';
import { aPictureOf, aScannedPdfFile } from '../../../../test/support/parsing/a-picture.ts';
import { needs } from '../../../../test/support/require.ts';
import { createParserPool, type ParserLimit, type ParserPool, type ParserPoolOptions } from './create-parser-pool.ts';
import { launchCandidates, type LaunchPrefix } from './launch-prefix.ts';
import { startParserChild } from './start-parser-child.ts';

const faultEntry = fileURLToPath(import.meta.resolve('../../../../test/support/parsing/fault-child.ts'));
const holderEntry = fileURLToPath(import.meta.resolve('../../../../test/support/parsing/hold-parser-pool.ts'));
const megabyte = 1024 * 1024;
const never = new AbortController().signal;
const isLinux = process.platform === 'linux';

let folder = '';
let files = 0;
const pools: ParserPool[] = [];

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'carrel-pool-'))));
afterEach(async () => void (await Promise.all(pools.splice(0).map((pool) => pool.close()))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function aFile(content: string | Buffer): string {
  files += 1;
  const path = join(folder, `file-${files}`);
  writeFileSync(path, content);
  return path;
}

function realPool(options: Partial<ParserPoolOptions> = {}): ParserPool {
  const pool = createParserPool({ logger: createRecordingLogger().logger }, { maxChildren: 2, ...options });
  pools.push(pool);
  return pool;
}

/** A pool of children that do what their file says. */
function faultPool(
  options: Partial<ParserPoolOptions> = {},
): (fault: string, input?: { mediaType?: MediaType; signal?: AbortSignal }) => Promise<string> {
  const startChild: typeof startParserChild = (prefix, limits, options) =>
    startParserChild(prefix, limits, { ...options, entry: faultEntry });
  const pool = createParserPool({ logger: createRecordingLogger().logger, startChild }, { maxChildren: 1, ...options });
  pools.push(pool);
  return async (fault, { mediaType = mediaTypes.text, signal = never } = {}) => {
    try {
      return (await pool.parse({ filePath: aFile(fault), fileName: 'a.txt', mediaType, signal })).text;
    } catch (error) {
      return isCarrelError(error) ? error.code : `${error instanceof Error ? error.message : 'unknown'}`;
    }
  };
}

/** Process ids of the children of a process. */
function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => {
      try {
        // "pid (name) state ppid …"; the name may hold spaces.
        return readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) \S /su, '')
          .startsWith(`${pid} `);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(holds: () => boolean, timeoutMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += 50) {
    if (holds()) return true;
    await sleep(50);
  }
  return holds();
}

/** A file of a process, or nothing when the process has just ended. */
function processFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

const commandOf = (pid: number) => processFile(pid, 'cmdline');

const isRunning = (pid: number) => /^State:\s+[^ZX]/mu.test(processFile(pid, 'status'));

describe('createParserPool', () => {
  it.each([
    ['plain text', mediaTypes.text, 'a.txt', Buffer.from('Hello 🙂'), 'Hello 🙂'],
    ['Markdown', mediaTypes.markdown, 'a.md', Buffer.from('# Hello\n\n*there*'), 'Hello\n\nthere'],
    ['HTML', mediaTypes.html, 'a.html', Buffer.from('<p>Hello'), 'Hello'],
    ['DOCX', mediaTypes.docx, 'a.docx', aDocxFile(wordParagraph('Hello')), 'Hello'],
    ['PDF', mediaTypes.pdf, 'a.pdf', aPdfFile([{ lines: [{ text: 'Hello', x: 50, y: 700 }] }]), 'Hello'],
  ] as const)('reads %s in a child', async (...[, mediaType, fileName, bytes, text]) => {
    expect((await realPool().parse({ filePath: aFile(bytes), fileName, mediaType, signal: never })).text).toBe(text);
  });

  it.each([
    ['a picture', mediaTypes.png, 'a.png', () => aPictureOf(['Happy New Year'])],
    ['a scan', mediaTypes.pdf, 'a.pdf', () => aScannedPdfFile([['Happy New Year']])],
  ] as const)('reads the words of %s in a child', async (...[, mediaType, fileName, bytes]) => {
    const { text } = await realPool().parse({ filePath: aFile(bytes()), fileName, mediaType, signal: never });
    expect(text).toBe('Happy New Year');
  });

  it('reads no pictures when it is told to read none', async () => {
    const pool = realPool({ ocrLanguages: [] });
    const filePath = aFile(aPictureOf(['Happy New Year']));
    await expect(pool.parse({ filePath, fileName: 'a.png', mediaType: mediaTypes.png, signal: never })).rejects.toMatchObject({
      code: 'EMPTY_TEXT',
    });
  });

  it('reads a large file', async () => {
    const text = 'A sentence of some length. '.repeat(200_000);
    expect((await realPool().parse({ filePath: aFile(text), fileName: 'a.txt', mediaType: mediaTypes.text, signal: never })).text).toBe(
      text.trim(),
    );
  });

  it.each([
    ['EMPTY_TEXT', mediaTypes.markdown, Buffer.from('   \n\n<!-- nothing -->')],
    ['EMPTY_TEXT', mediaTypes.text, Buffer.alloc(0)],
    ['CORRUPT_FILE', mediaTypes.pdf, Buffer.from('%PDF-1.4 and nothing else')],
    ['UNSUPPORTED_TYPE', mediaTypes.text, Buffer.from('377abcaf271c0004', 'hex')],
    ['PARSER_OUTPUT', mediaTypes.text, Buffer.alloc(21 * megabyte, 'word ')],
  ])('fails with %s', async (code, mediaType, bytes) => {
    const pool = realPool();
    await expect(pool.parse({ filePath: aFile(bytes), fileName: 'a', mediaType, signal: never })).rejects.toMatchObject({ code });
  });

  it('says that the file is not there', async () => {
    await expect(
      realPool().parse({ filePath: join(folder, 'missing'), fileName: 'a', mediaType: mediaTypes.text, signal: never }),
    ).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  });
});

describe('a parser that says that it goes on', () => {
  it('may take longer than a step may', async () => {
    expect(await faultPool({ limits: { timeoutMs: 1_000 } })('work for two seconds', { mediaType: mediaTypes.pdf })).toMatch(/^file 1/u);
  });

  it('is ended when it goes on for too long', async () => {
    const parse = faultPool({ limits: { timeoutMs: 1_000, totalTimeoutMs: 1_500 } });
    expect(await parse('work for two seconds', { mediaType: mediaTypes.pdf })).toBe('PARSER_TIMEOUT');
  });
});

describe('a parser that does not keep to its limits', () => {
  it.each([
    ['hangs', 'hang', 'PARSER_TIMEOUT', { limits: { timeoutMs: 700 } }],
    ['burns processor time', 'hang', 'PARSER_CPU', { limits: { cpuMs: 400 } }],
    ['takes memory outside of the heap', 'grow', 'PARSER_MEMORY', { limits: { memoryBytes: 200 * megabyte } }],
    ['fills its heap', 'heap', 'PARSER_MEMORY', { limits: { memoryBytes: 400 * megabyte } }],
    ['exits', 'exit', 'PARSER_CRASHED', {}],
    ['aborts', 'abort', 'PARSER_CRASHED', {}],
    ['answers something that is no JSON', 'no JSON', 'PARSER_CRASHED', {}],
    ['answers something of another shape', 'wrong shape', 'PARSER_CRASHED', {}],
    ['answers a code that does not exist', 'unknown code', 'PARSER_CRASHED', {}],
    ['answers spans that are not in the text', 'wrong spans', 'PARSER_CRASHED', {}],
    ['answers too much', 'long answer', 'PARSER_OUTPUT', { limits: { answerBytes: megabyte } }],
    ['announces too much', 'long answer announced', 'PARSER_OUTPUT', { limits: { answerBytes: megabyte } }],
  ])('fails when it %s, and the next file is read', async (_rule, fault, code, options) => {
    if (
      (fault === 'grow' || code === 'PARSER_CPU') &&
      !needs('/proc', isLinux, 'Memory outside of the heap and processor time are watched on Linux.')
    )
      return;
    const parse = faultPool(options);
    expect(await parse(fault)).toBe(code);
    expect(await parse('behave')).toMatch(/^file 1 of process/u);
  });

  it('cannot reach files, processes, the environment or, where the system can see to it, the network', async () => {
    const reached: unknown = JSON.parse(await faultPool()('what can I reach'));
    expect(reached).toMatchObject({
      password: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      process: 'ERR_ACCESS_DENIED',
      environment: 'refused',
    });
    const { logger, events } = createRecordingLogger();
    const pool = createParserPool({ logger }, { maxChildren: 1 });
    pools.push(pool);
    await pool.parse({ filePath: aFile('x'), fileName: 'a.txt', mediaType: mediaTypes.text, signal: never });
    const hasNoNetwork = events.some(({ fields }) => fields.outcome === 'no-network');
    // In a namespace of its own even the loopback interface is down.
    if (hasNoNetwork) expect(reached).toMatchObject({ network: 'ENETUNREACH' });
  });

  it('is stopped when nobody wants its answer any more', async () => {
    const abort = new AbortController();
    const parse = faultPool();
    const parsed = parse('hang', { signal: abort.signal });
    setTimeout(() => abort.abort(new Error('no longer wanted')), 300);
    expect(await parsed).toBe('no longer wanted');
    expect(await parse('behave')).toMatch(/^file 1/u);
  });
});

describe('children', () => {
  it('read several text files, and are replaced after so many', async () => {
    const parse = faultPool({ filesPerChild: 2 });
    const answers = [await parse('a'), await parse('b'), await parse('c')];
    expect(answers.map((answer) => answer.slice(0, 6))).toEqual(['file 1', 'file 2', 'file 1']);
  });

  it('read only one PDF or DOCX file', async () => {
    const parse = faultPool();
    expect(await parse('a', { mediaType: mediaTypes.pdf })).toMatch(/^file 1/u);
    expect(await parse('b', { mediaType: mediaTypes.docx })).toMatch(/^file 1/u);
    expect(await parse('c')).toMatch(/^file 1/u);
  });

  it('that crash on a later file are not that file’s fault', async () => {
    const parse = faultPool();
    expect(await parse('a')).toMatch(/^file 1/u);
    expect(await parse('crash when used')).toBe('file 1');
  });

  it('are no more than allowed at one time, and wait in order', async () => {
    const parse = faultPool({ maxChildren: 2, filesPerChild: 1 });
    const started: number[] = [];
    await Promise.all(Array.from({ length: 6 }, (_file, index) => parse('behave').then(() => void started.push(index))));
    expect(started).toHaveLength(6);
    const leaving = new AbortController();
    const [first, left, last] = [parse('behave'), parse('behave', { signal: leaving.signal }), parse('behave')];
    leaving.abort(new Error('left the queue'));
    expect(await left).toBe('left the queue');
    expect(await first).toMatch(/^file/u);
    expect(await last).toMatch(/^file/u);
  });

  it('end when the pool is closed, and what they do fails', async () => {
    const parse = faultPool();
    const parsed = parse('hang');
    await sleep(300);
    await Promise.all(pools.splice(0).map((pool) => pool.close()));
    expect(await parsed).toBe('PARSER_CRASHED');
    expect(await parse('behave')).toBe('PARSER_CRASHED');
  });

  it.runIf(needs('/proc', isLinux, 'Processes are looked up there.'))('end when they have nothing to do', async () => {
    const parse = faultPool({ idleMs: 200 });
    const pid = Number(/process (\d+)/u.exec(await parse('behave'))?.[1]);
    expect(isRunning(pid)).toBe(true);
    expect(await until(() => !isRunning(pid), 5000)).toBe(true);
  });

  it.runIf(needs('/proc', isLinux, 'Processes are looked up there.')).each(['with help of the system', 'no-prefix'])(
    'never outlive their parent, even one that was killed while they are busy (%s)',
    async (mode) => {
      const holder = spawn(process.execPath, [holderEntry, aFile('hang'), mode], { stdio: 'ignore' });
      const pid = holder.pid ?? 0;
      const found = await until(() => childrenOf(pid).some((child) => commandOf(child).includes('fault-child')), 10_000);
      expect(found).toBe(true);
      // Long enough for the child to be in its endless loop.
      await sleep(500);
      const children = childrenOf(pid);
      holder.kill('SIGKILL');
      const haveEnded = await until(() => !children.some(isRunning), 5000);
      for (const child of children.filter(isRunning)) process.kill(child, 'SIGKILL');
      expect(haveEnded).toBe(true);
    },
  );
});

describe('isolation', () => {
  const faultChild: typeof startParserChild = (prefix, limits, options) =>
    startParserChild(prefix, limits, { ...options, entry: faultEntry });
  const poolWith = (prefix: LaunchPrefix, options: Partial<ParserPoolOptions> = {}, onLimit?: (limit: ParserLimit) => void) => {
    const pool = createParserPool(
      {
        logger: createRecordingLogger().logger,
        findPrefix: () => Promise.resolve(prefix),
        startChild: faultChild,
        ...(onLimit && { onLimit }),
      },
      { maxChildren: 1, ...options },
    );
    pools.push(pool);
    return pool;
  };
  const none: LaunchPrefix = { command: [], isolation: 'none', diesWithParent: false };
  const file = (fault: string) => ({ filePath: aFile(fault), fileName: 'a.txt', mediaType: mediaTypes.text, signal: never });

  it('is said, and where it is demanded and missing no file is read', async () => {
    const strict = poolWith(none, { isIsolationRequired: true });
    expect(await strict.isolation()).toBe('none');
    await expect(strict.parse(file('behave'))).rejects.toMatchObject({ code: 'PARSER_NOT_ISOLATED', isRetryable: true });
    expect((await poolWith(none).parse(file('behave'))).text).toMatch(/^file 1/u);
  });

  const [unshare, bubblewrap] = [existsSync('/usr/bin/unshare'), existsSync('/usr/bin/bwrap')];
  it.each([
    ['a network namespace', 'network-namespace', unshare],
    ['Bubblewrap', 'bubblewrap', bubblewrap],
  ] as const)('by %s: no socket leads anywhere, and the limits hold', async (name, isolation, isThere) => {
    if (!needs(name, isThere && isLinux, 'Install util-linux and bubblewrap to try it.')) return;
    const prefix = launchCandidates({
      unshare: isolation === 'network-namespace' ? '/usr/bin/unshare' : null,
      setpriv: null,
      bwrap: isolation === 'bubblewrap' ? '/usr/bin/bwrap' : null,
    }).find((candidate) => candidate.isolation === isolation);
    if (prefix === undefined) throw new Error('no candidate');
    const limits: ParserLimit[] = [];
    const pool = poolWith(prefix, { limits: { cpuMs: 500, memoryBytes: 300 * megabyte } }, (limit) => limits.push(limit));
    expect(await pool.isolation()).toBe(isolation);
    const { text } = await pool.parse(file('what can I reach'));
    expect(JSON.parse(text)).toMatchObject({ password: 'ERR_ACCESS_DENIED', write: 'ERR_ACCESS_DENIED' });
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      expect((await pool.parse(file(`connect ${port}`))).text).toBe('refused');
      // The server is there: a child that nothing keeps from it reaches it.
      expect((await poolWith(none).parse(file(`connect ${port}`))).text).toBe('connected');
    } finally {
      server.close();
    }
    await expect(pool.parse(file('grow'))).rejects.toMatchObject({ code: 'PARSER_MEMORY' });
    await expect(pool.parse(file('hang'))).rejects.toMatchObject({ code: 'PARSER_CPU' });
    expect(limits).toEqual(['memory', 'cpu']);
  });
});
