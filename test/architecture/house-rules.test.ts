import { expect, test } from 'vitest';
import { lintPlanted } from './planted-sources.ts';

const lines = (count: number) => Array.from({ length: count }, (_one, index) => `export const value${index} = ${index};\n`).join('');
const branches = (count: number) =>
  `export function decide(value: number): number {\n${Array.from({ length: count }, (_one, index) => `  if (value === ${index}) return ${index + 1};\n`).join('')}  return 0;\n}\n`;
const longFunction = (count: number) =>
  `export function work(): number {\n  let sum = 0;\n${Array.from({ length: count }, (_one, index) => `  sum += ${index};\n`).join('')}  return sum;\n}\n`;

/** A source that breaks one rule, and the rule that must bite. */
const violations: readonly (readonly [name: string, rule: string, path: string, source: string])[] = [
  ['a file over 400 lines', 'eslint(max-lines)', 'packages/core/src/long.ts', lines(401)],
  ['a test over 800 lines', 'eslint(max-lines)', 'packages/core/src/long.test.ts', lines(801)],
  ['a function over 80 lines', 'eslint(max-lines-per-function)', 'packages/core/src/long-function.ts', longFunction(80)],
  ['a function with more than twelve ways through', 'eslint(complexity)', 'packages/core/src/branches.ts', branches(12)],
  [
    'a function of five parameters',
    'eslint(max-params)',
    'packages/core/src/many.ts',
    'export const add = (a: number, b: number, c: number, d: number, e: number): number => a + b + c + d + e;\n',
  ],
  ['a file that is not named in kebab-case', 'unicorn(filename-case)', 'packages/core/src/badName.ts', lines(1)],
  ['a default export', 'import(no-default-export)', 'packages/core/src/default.ts', 'export default 1;\n'],
  ['any', 'typescript(no-explicit-any)', 'packages/core/src/any.ts', 'export const value: any = 1;\n'],
  [
    'as on unknown data',
    'typescript(no-unsafe-type-assertion)',
    'packages/core/src/as.ts',
    'export const read = (text: unknown): string => text as string;\n',
  ],
  [
    'a value of any that spreads',
    'typescript(no-unsafe-assignment)',
    'packages/core/src/unsafe.ts',
    "export const value: { name: string } = JSON.parse('{}');\n",
  ],
  [
    'a non-null assertion',
    'typescript(no-non-null-assertion)',
    'packages/core/src/bang.ts',
    'export const first = (list: readonly string[]): string => list[0]!;\n',
  ],
  [
    'a promise that nobody waits for',
    'typescript(no-floating-promises)',
    'packages/core/src/floating.ts',
    'const work = async (): Promise<number> => Promise.resolve(1);\nexport function start(): void {\n  work();\n}\n',
  ],
  [
    'a promise where a yes or no is expected',
    'typescript(no-misused-promises)',
    'packages/core/src/misused.ts',
    'const isReady = async (): Promise<boolean> => Promise.resolve(false);\nexport function check(): number {\n  if (isReady()) return 1;\n  return 0;\n}\n',
  ],
  [
    'a switch that forgets a case',
    'typescript(switch-exhaustiveness-check)',
    'packages/core/src/switch.ts',
    "export function text(state: 'on' | 'off'): string {\n  switch (state) {\n    case 'on':\n      return 'on';\n  }\n  return '';\n}\n",
  ],
  [
    'something thrown that is no error',
    'typescript(only-throw-error)',
    'packages/core/src/throw.ts',
    "export function fail(): never {\n  throw 'nothing';\n}\n",
  ],
  [
    'an empty catch',
    'eslint(no-empty)',
    'packages/core/src/empty.ts',
    'export function quiet(work: () => void): void {\n  try {\n    work();\n  } catch {}\n}\n',
  ],
  ['console', 'eslint(no-console)', 'packages/core/src/console.ts', "export function tell(): void {\n  console.log('x');\n}\n"],
  [
    'process.env outside configuration and main',
    'node(no-process-env)',
    'packages/storage/src/env.ts',
    'export const home = process.env;\n',
  ],
  [
    'a type that is imported as a value',
    'typescript(consistent-type-imports)',
    'packages/core/src/types.ts',
    "import { Readable } from 'node:stream';\nexport type Source = Readable;\n",
  ],
];

const bites = lintPlanted(Object.fromEntries(violations.map(([, , path, source]) => [path, source])));

test.each(violations)('the lint refuses %s', (_name, rule, path) => {
  expect(bites.get(path)).toContain(rule);
});

test('the lint lets through what the rules allow', () => {
  const allowed = {
    'packages/core/src/fine.ts': lines(399),
    'packages/core/src/fine.test.ts': lines(799),
    'apps/api/src/main.ts': 'export const environment = process.env;\n',
    'packages/runtime/src/config/fine.ts': 'export const environment = process.env;\n',
  };
  expect([...lintPlanted(allowed).values()].flat()).toEqual([]);
});
