import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { repositoryRoot } from '../support/require.ts';

/** npm hoists, so that a workspace can import what it never declared: the check must see it. */
test('a package that a workspace imports without declaring it is found, and so is one that it declares without importing it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carrel-knip-'));
  const write = (path: string, content: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  try {
    cpSync(join(repositoryRoot, 'knip.jsonc'), join(folder, 'knip.jsonc'));
    symlinkSync(join(repositoryRoot, 'node_modules'), join(folder, 'node_modules'));
    write('package.json', JSON.stringify({ name: 'planted', private: true, type: 'module', workspaces: ['packages/*'] }));
    write(
      'packages/core/package.json',
      JSON.stringify({ name: '@carrel/core', type: 'module', exports: { '.': './src/index.ts' }, dependencies: { zod: '*', pino: '*' } }),
    );
    write('packages/core/src/index.ts', "export { z } from 'zod';\nexport { default } from 'express';\n");
    write('packages/core/src/nobody.ts', 'export const unused = 1;\n');
    const { stdout } = spawnSync(join(repositoryRoot, 'node_modules/.bin/knip'), ['--no-progress', '--no-config-hints'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/Unlisted dependencies[^]*express/);
    expect(stdout).toMatch(/Unused dependencies[^]*pino/);
    expect(stdout).toMatch(/Unused files[^]*nobody\.ts/);
    expect(stdout).not.toMatch(/Unlisted dependencies[^]*zod/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
