import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../support/require.ts';

const reportSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), message: z.string(), filename: z.string() })),
});

/**
 * What the lint of this repository says about sources that it does not have.
 *
 * They lie in a folder of their own, laid out like the repository, with its settings.
 * @param files contents by path within the repository.
 * @returns by path: the rules that bit, such as `eslint(no-console)`, in the order of the report.
 */
export function lintPlanted(files: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-planted-'));
  try {
    for (const name of ['.oxlintrc.json', 'tsconfig.json']) cpSync(join(repositoryRoot, name), join(folder, name));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    const bin = join(repositoryRoot, 'node_modules/.bin/oxlint');
    const { stdout, stderr } = spawnSync(bin, ['--type-aware', '--format=json', '.'], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (!stdout.startsWith('{')) throw new Error(`oxlint did not report: ${stdout}${stderr}`);
    const { diagnostics } = reportSchema.parse(JSON.parse(stdout));
    const byFile = new Map<string, string[]>(Object.keys(files).map((path) => [path, []]));
    for (const { filename, code } of diagnostics) byFile.get(filename)?.push(code ?? '');
    return byFile;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
