import { beforeAll, expect, test } from 'vitest';
import { listWorkspaces, readImportTable } from './import-table.ts';
import { lintPlanted } from './planted-sources.ts';

const rule = 'eslint(no-restricted-imports)';
const workspaces = listWorkspaces();
const table = readImportTable();

/** Every way in which one workspace can name another: allowed or not, the test tries them all. */
const imported = [...workspaces.map((one) => one.name), '@carrel/parsing/media-type'];
const deepImport = '@carrel/core/src/ids.ts';
const relativeImport = '../../core/src/ids.ts';

const fileFor = (folder: string, index: number) => `${folder}/src/planted-${index}.ts`;
let bites: ReadonlyMap<string, readonly string[]>;

beforeAll(() => {
  const files: Record<string, string> = {};
  for (const { folder } of workspaces) {
    for (const [index, name] of [...imported, deepImport, relativeImport].entries()) files[fileFor(folder, index)] = `import '${name}';\n`;
  }
  bites = lintPlanted(files);
}, 60_000);

test('every workspace is in the table, and every row of the table is a workspace', () => {
  expect([...table.keys()].toSorted()).toEqual(workspaces.map((one) => one.folder).toSorted());
});

test.each(workspaces)('$folder: the lint refuses exactly what the table of docs/architecture.md does not allow', ({ folder, name }) => {
  const allowed = new Set(table.get(folder));
  const refused = imported.filter((_one, index) => bites.get(fileFor(folder, index))?.includes(rule));
  expect(refused).toEqual(imported.filter((one) => !allowed.has(one)));
  expect(refused).toContain(name);
});

test.each(workspaces)('$folder: the lint refuses a way into the inside of another workspace', ({ folder }) => {
  expect(bites.get(fileFor(folder, imported.length))).toContain(rule);
  expect(bites.get(fileFor(folder, imported.length + 1))).toContain(rule);
});

test.each(workspaces)('$folder declares only workspaces that the table allows', ({ folder, dependencies }) => {
  const allowed = new Set((table.get(folder) ?? []).map((one) => one.replace(/^(@carrel\/[^/]+).*$/, '$1')));
  expect(dependencies.filter((one) => one.startsWith('@carrel/') && !allowed.has(one))).toEqual([]);
});

test('core depends on zod alone', () => {
  expect(workspaces.find((one) => one.folder === 'packages/core')?.dependencies).toEqual(['zod']);
});
