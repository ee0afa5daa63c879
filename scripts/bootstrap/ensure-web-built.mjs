import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PlainError } from './plain-error.mjs';
import { createProgress } from './progress.mjs';
import { runProcess } from './run-process.mjs';
import { withFolderLock } from './with-folder-lock.mjs';

/** What the page is made of, apart from installed packages. */
const sources = ['apps/web', 'packages/contract/src', 'packages/core/src', 'packages/tlog/src', 'package-lock.json', 'tsconfig.json'];
/** What the build itself makes. */
const made = ['node_modules', 'out', '.next', 'next-env.d.ts', 'tsconfig.tsbuildinfo', 'public/pdf'].map((name) => `apps/web/${name}`);
/** A first guess for the progress bar; afterwards the time of the last build is used. */
const usualBuildMs = 60_000;

/** Builds the page into apps/web/out unless it was built from the same sources. @throws PlainError when the build fails. */
export async function ensureWebBuilt(root) {
  const script = join(root, 'apps/web/scripts/build.ts');
  if (!existsSync(script) || isFresh(root)) return;
  await withFolderLock(join(root, '.cache', 'web-build.lock'), 'Waiting for another build of the page', async () => {
    if (!isFresh(root)) await build(root, script);
  });
}

async function build(root, script) {
  const sourceHash = hashOfSources(root);
  const expectedMs = readState(root)?.buildMs ?? usualBuildMs;
  const startMs = performance.now();
  const progress = createProgress('Building the page');
  const output = [];
  let stage = 'compiling';
  const show = () => {
    const elapsedMs = performance.now() - startMs;
    progress.update(Math.min(0.97, elapsedMs / expectedMs), stage);
  };
  const timer = setInterval(show, 1_000);
  try {
    const status = await runProcess(process.execPath, [script], {
      cwd: join(root, 'apps/web'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
      onStart: (child) => {
        for (const stream of [child.stdout, child.stderr]) {
          stream.on('data', (text) => {
            output.push(text);
            stage = stageOf(text.toString('utf8')) ?? stage;
          });
        }
      },
    });
    progress.clear();
    if (status !== 0)
      throw new PlainError(`${Buffer.concat(output).toString('utf8').trim()}\nThe page could not be built (status ${status}).`, status);
  } finally {
    clearInterval(timer);
  }
  writeState(root, { sourceHash, buildMs: Math.round(performance.now() - startMs) });
  progress.end('Built the page');
}

function stageOf(text) {
  if (/Generating static pages/i.test(text)) return 'writing pages';
  if (/Collecting page data/i.test(text)) return 'collecting pages';
  if (/type/i.test(text) && /Running|Linting|Checking/i.test(text)) return 'checking types';
  return null;
}

function isFresh(root) {
  return existsSync(join(root, 'apps/web/out/index.html')) && readState(root)?.sourceHash === hashOfSources(root);
}

/** SHA-256 over names and contents of all sources. */
export function hashOfSources(root) {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => filesUnder(root, source)).toSorted((one, other) => (one < other ? -1 : 1))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Slash-separated paths within the repository. */
function filesUnder(root, path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (found === undefined || made.includes(path)) return [];
  return found.isDirectory() ? readdirSync(join(root, path)).flatMap((name) => filesUnder(root, `${path}/${name}`)) : [path];
}

const statePath = (root) => join(root, 'node_modules/.cache/carrel-web-build.json');

function readState(root) {
  try {
    return JSON.parse(readFileSync(statePath(root), 'utf8'));
  } catch {
    return null;
  }
}

function writeState(root, state) {
  mkdirSync(dirname(statePath(root)), { recursive: true });
  writeFileSync(statePath(root), JSON.stringify(state));
}
