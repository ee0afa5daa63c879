import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOpenApiDocument } from '@carrel/contract/openapi';
import { z } from 'zod';
import { configurationPage, environmentExample } from './configuration-page.ts';
import { errorsPage } from './errors-page.ts';

export interface GeneratedFile {
  /** Within the repository. */
  readonly path: string;
  readonly content: string;
}

/** Every file that is made from the sources, as it must be. */
export function generatedFiles(root: string): readonly GeneratedFile[] {
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  return [
    { path: 'docs/configuration.md', content: configurationPage() },
    { path: '.env.example', content: environmentExample() },
    { path: 'docs/errors.md', content: errorsPage() },
    { path: 'docs/openapi.json', content: `${JSON.stringify(createOpenApiDocument(version), null, 2)}\n` },
  ];
}
