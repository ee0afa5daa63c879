import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { generatedFiles } from '../../scripts/lib/generated-files.ts';
import { repositoryRoot } from '../support/require.ts';

test.each(generatedFiles(repositoryRoot))('$path is what the sources say', ({ path, content }) => {
  expect(readFileSync(join(repositoryRoot, path), 'utf8')).toBe(content);
});
