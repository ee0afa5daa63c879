import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOfSources } from '../../scripts/bootstrap/ensure-web-built.mjs';
import { aRepository } from './a-repository.ts';

let repository: ReturnType<typeof aRepository>;
let before: string;

beforeEach(() => {
  repository = aRepository({});
  for (const path of [
    'apps/web/src/page.tsx',
    'packages/contract/src/routes.ts',
    'packages/core/src/index.ts',
    'packages/storage/src/index.ts',
  ])
    repository.write(path, path);
  before = hashOfSources(repository.root);
});
afterEach(() => repository.remove());

test.each([
  'apps/web/src/page.tsx',
  'apps/web/src/new.tsx',
  'packages/contract/src/routes.ts',
  'packages/core/src/index.ts',
  'package-lock.json',
])('a change of %s makes the page stale', (path) => {
  repository.write(path, 'changed');
  expect(hashOfSources(repository.root)).not.toBe(before);
});

test('a source that is gone makes the page stale', () => {
  rmSync(join(repository.root, 'apps/web/src/page.tsx'));
  expect(hashOfSources(repository.root)).not.toBe(before);
});

test.each([
  'apps/web/out/index.html',
  'apps/web/.next/cache',
  'apps/web/node_modules/x',
  'apps/web/public/pdf/worker.mjs',
  'packages/storage/src/index.ts',
  'README.md',
])('a change of %s does not', (path) => {
  repository.write(path, 'changed');
  expect(hashOfSources(repository.root)).toBe(before);
});
