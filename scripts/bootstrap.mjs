/**
 * The way in: `node scripts/bootstrap.mjs start|test|check|carrel …`. Runs on any Node from 20 on, needs no package, installs
 * what is missing and goes on under the Node 24 that the install brings along.
 */
import { enterNode24 } from './bootstrap/enter-node-24.mjs';
import { ensureInstalled } from './bootstrap/ensure-installed.mjs';
import { ensureWebBuilt } from './bootstrap/ensure-web-built.mjs';
import { PlainError } from './bootstrap/plain-error.mjs';
import { root } from './bootstrap/root.mjs';

const commands = {
  start: async (args) => {
    await ensureWebBuilt(root);
    await runCli(['up', ...args]);
  },
  carrel: runCli,
  test: (args) => run('test-run.ts', args),
  check: (args) => run('test-run.ts', ['--check', ...args]),
  'build-web': () => ensureWebBuilt(root),
};

async function runCli(args) {
  process.argv = [process.execPath, 'carrel', ...args];
  await import('../apps/cli/src/main.ts');
}

async function run(script, args) {
  process.argv = [process.execPath, script, ...args];
  await import(`./${script}`);
}

try {
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (command === undefined) throw new PlainError(`Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join('|')} [arguments]`, 2);
  await ensureInstalled(root);
  if (await enterNode24(root, [import.meta.filename ?? process.argv[1], name, ...args])) await command(args);
} catch (error) {
  if (!(error instanceof PlainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode;
}
