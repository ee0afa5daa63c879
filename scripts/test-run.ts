/**
 * `npm test` and `npm run check`: every check in turn, a table at the end, status 1 if one failed.
 *
 * Arguments are passed to vitest and then only the tests run: `npm test -- packages/chunking`. `--check` leaves the tests
 * out. What a machine lacks is listed with its reason; with CARREL_REQUIRE=all a skipped test is a failure.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureWebBuilt } from './bootstrap/ensure-web-built.mjs';
import { root } from './bootstrap/root.mjs';
import { missingThings, skippedTests } from './lib/skipped-tests.ts';
import type { StepResult } from './lib/run-step.ts';
import { runStep } from './lib/run-step.ts';
import { formatTable } from './lib/format-table.ts';

const isCheckOnly = process.argv.includes('--check');
const filters = process.argv.slice(2).filter((argument) => argument !== '--check');
const isEverything = filters.length === 0;
const folder = mkdtempSync(join(tmpdir(), 'carrel-test-run-'));
const skipsPath = join(folder, 'skips.jsonl');
const reportPath = join(folder, 'vitest.json');
const bin = (name: string) => join(root, 'node_modules/.bin', name);

const checks = [
  { name: 'format', command: bin('oxfmt'), args: ['--check', '.'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings', '.'] },
  { name: 'types', command: bin('tsc'), args: ['-p', 'tsconfig.json'] },
  ...(existsSync(join(root, 'apps/web/tsconfig.json'))
    ? [{ name: 'types of the page', command: bin('tsc'), args: ['-p', 'apps/web/tsconfig.json', '--noEmit'] }]
    : []),
  { name: 'unused code', command: bin('knip'), args: ['--no-progress'] },
  { name: 'generated files', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
];
const tests = {
  name: 'tests',
  command: bin('vitest'),
  args: ['run', ...filters, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
  environment: { CARREL_TEST_SKIPS: skipsPath },
};

const results: StepResult[] = [];
try {
  if (isEverything) for (const check of checks) results.push(await runStep(root, check));
  if (!isCheckOnly) {
    if (isEverything || filters.some(needsPage)) await ensureWebBuilt(root);
    results.push(await runStep(root, tests));
    reportSkips();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(
  `\n${formatTable(
    ['step', 'result', 'time'],
    results.map((one) => [one.name, one.isPassed ? 'passed' : 'FAILED', `${(one.ms / 1_000).toFixed(1)} s`]),
  )}`,
);
process.exitCode = results.every((one) => one.isPassed) ? 0 : 1;

/** Tests that open the page or serve it. */
function needsPage(filter: string): boolean {
  return /e2e|integration|security/.test(filter);
}

function reportSkips(): void {
  const missing = existsSync(skipsPath) ? missingThings(readFileSync(skipsPath, 'utf8')) : [];
  const skipped = existsSync(reportPath) ? skippedTests(readFileSync(reportPath, 'utf8'), root) : [];
  if (missing.length > 0)
    process.stdout.write(
      `\nNot on this machine, so some tests were skipped:\n${missing.map((one) => `  ${one.what}: ${one.how}\n`).join('')}`,
    );
  if (skipped.length === 0) return;
  process.stdout.write(`\n${skipped.length} tests were skipped:\n${skipped.map((one) => `  ${one}\n`).join('')}`);
  if (process.env['CARREL_REQUIRE'] === 'all') {
    process.stdout.write('CARREL_REQUIRE=all: a skipped test is a failure.\n');
    results.push({ name: 'no test skipped', isPassed: false, ms: 0 });
  }
}
