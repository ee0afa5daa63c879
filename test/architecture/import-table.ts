import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../support/require.ts';

export interface Workspace {
  /** Folder within the repository. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
}

const manifestSchema = z.object({ name: z.string(), dependencies: z.record(z.string(), z.string()).default({}) });

/** The workspaces with sources, as they lie on disk. */
export function listWorkspaces(): readonly Workspace[] {
  return ['packages', 'apps', 'workers'].flatMap((group) =>
    readdirSync(join(repositoryRoot, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(repositoryRoot, folder, 'package.json')))
      .map((folder) => {
        const { name, dependencies } = manifestSchema.parse(JSON.parse(readFileSync(join(repositoryRoot, folder, 'package.json'), 'utf8')));
        return { folder, name, dependencies: Object.keys(dependencies) };
      }),
  );
}

/** The table "Who may import what" of docs/architecture.md: by folder, the names that may be imported. */
export function readImportTable(): ReadonlyMap<string, readonly string[]> {
  const page = readFileSync(join(repositoryRoot, 'docs/architecture.md'), 'utf8');
  const section = page.slice(page.indexOf('## Who may import what'));
  const rows = section
    .slice(0, section.indexOf('\n## '))
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| workspace'));
  return new Map(
    rows.flatMap((row) => {
      const [, workspaces = '', allowed = ''] = row.split('|');
      return wordsOf(workspaces).map((one): [string, readonly string[]] => [
        one.includes('/') ? one : `packages/${one}`,
        wordsOf(allowed)
          .filter((word) => word !== 'zod only')
          .map((word) => `@carrel/${word}`),
      ]);
    }),
  );
}

/** "core, contract, and `parsing/media-type` (bytes → type)" gives three words. */
function wordsOf(cell: string): readonly string[] {
  return cell
    .replaceAll(/\([^)]*\)/g, '')
    .replaceAll('`', '')
    .split(/,|\band\b/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
