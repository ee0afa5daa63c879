import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { createInstallProgress } from './install-progress.mjs';
import { isInstalled, writeStamp } from './lock-state.mjs';
import { PlainError } from './plain-error.mjs';
import { createProgress } from './progress.mjs';
import { runProcess } from './run-process.mjs';
import { withFolderLock } from './with-folder-lock.mjs';

/** Nothing that is installed needs a script of its own, so none is run. EBADENGINE warnings are about the Node that installs, not the one that runs. */
const installArgs = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Installs the packages of package-lock.json unless they are there. @throws PlainError when npm fails. */
export async function ensureInstalled(root) {
  if (isInstalled(root)) return;
  assertNodeIsUsable();
  await withFolderLock(join(root, '.cache', 'install.lock'), 'Waiting for another install of the same folder', async () => {
    if (!isInstalled(root)) await install(root);
  });
}

async function install(root) {
  const progress = createProgress('Installing packages');
  const state = createInstallProgress(root);
  const show = () => {
    const { placed, total, share } = state.look();
    progress.update(share, `${placed} of ${total} packages`);
  };
  const errors = [];
  const timer = setInterval(show, 1_000);
  try {
    const npm = npmCommand(root);
    const status = await runProcess(npm.command, [...npm.args, ...installArgs], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: npmEnvironment(),
      shell: npm.isShell,
      onStart: (child) => {
        child.stdout.resume();
        child.stderr.on('data', (text) => errors.push(text));
      },
    });
    clearInterval(timer);
    progress.clear();
    if (status !== 0)
      throw new PlainError(
        `${Buffer.concat(errors).toString('utf8').trim()}\nThe install failed (npm ended with status ${status}). Run the command again when the cause is mended.`,
        status,
      );
    writeStamp(root);
    progress.end(`Installed ${state.look().total} packages`);
  } finally {
    clearInterval(timer);
  }
}

/**
 * npm as it was called, run by a Node that is not about to be replaced by the install.
 */
function npmCommand(root) {
  const npmPath = process.env.npm_execpath;
  const node = [process.env.npm_node_execpath, process.execPath].find(
    (path) => path !== undefined && !path.startsWith(join(root, 'node_modules') + sep),
  );
  if (npmPath !== undefined && /npm-cli\.c?js$/.test(npmPath) && existsSync(npmPath) && node !== undefined) {
    return { command: node, args: [npmPath], isShell: false };
  }
  return { command: 'npm', args: [], isShell: process.platform === 'win32' };
}

/** Without the variables that an outer npm sets for its scripts: they would become settings of the inner one. */
function npmEnvironment() {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(?!registry|cache|userconfig|proxy|https_proxy|noproxy|cafile)|package_|lifecycle_|command)/i.test(name),
  );
  return Object.fromEntries(entries);
}

function assertNodeIsUsable() {
  if (Number(process.versions.node.split('.')[0]) >= 20) return;
  throw new PlainError(`Carrel needs Node 20 or newer to install; this is Node ${process.versions.node}.`);
}
