import { parserSandboxSetting, type ParserSandbox } from '@carrel/core';
import { expect, test } from 'vitest';
import { checkParserSandbox } from './check-parser-sandbox.ts';

const check = (sandbox: ParserSandbox | null) =>
  checkParserSandbox({
    settings: {
      find: (name) =>
        Promise.resolve(sandbox !== null && name === parserSandboxSetting ? { version: 1, value: JSON.stringify(sandbox) } : null),
      put: () => Promise.resolve(1),
    },
  });

test.each<readonly [ParserSandbox | null, boolean, string]>([
  [null, true, 'the ingest worker has not reported yet'],
  [{ isolation: 'network-namespace', isRequired: false }, true, 'parsers have no network (network namespace)'],
  [{ isolation: 'bubblewrap', isRequired: true }, true, 'parsers have no network (bubblewrap), as demanded'],
  [{ isolation: 'none', isRequired: false }, false, 'nothing keeps parsers from the network'],
  [{ isolation: 'none', isRequired: true }, false, 'nothing keeps parsers from the network; files are not read'],
])('%j', async (sandbox, ok, detail) => {
  expect(await check(sandbox)).toEqual({ ok, detail });
});
