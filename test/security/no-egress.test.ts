import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { needs, sharedPath } from '../support/require.ts';
import { canIsolateNetwork, runIsolated } from './isolated-network.ts';

const resultSchema = z.object({ packets: z.int(), bySteps: z.record(z.string(), z.int()), steps: z.array(z.string()) });
const chromium = '/usr/bin/chromium';
const isPossible = needs('A network namespace', await canIsolateNetwork(), 'Install iproute2 and allow unprivileged user namespaces.');
const hasBrowser = needs('Chromium', existsSync(chromium), 'Install the package chromium.');

describe.runIf(isPossible)('nothing leaves the machine', () => {
  test(
    'start, ingest, ask, search and the page in a browser, with no route out: no packet tries to leave',
    { timeout: 240_000 },
    async () => {
      const journey = join(import.meta.dirname, 'egress-journey.ts');
      const output = await runIsolated([process.execPath, journey, sharedPath('models'), hasBrowser ? chromium : ''], 230_000);
      const result = resultSchema.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
      expect(result.steps).toEqual(['start', 'ingest', 'ask', 'search', ...(hasBrowser ? ['page'] : [])]);
      expect(result.bySteps).toEqual({ start: 0, ingest: 0, search: 0 });
      expect(result.packets).toBe(0);
    },
  );

  test.each([
    ['an address', "fetch('http://198.51.100.7/', { signal: AbortSignal.timeout(500) }).catch(() => 0)"],
    ['a name', "require('node:dns').promises.resolve4('example.com').catch(() => 0)"],
  ])('the recorder bites: it counts a try to reach %s', { timeout: 30_000 }, async (_what, code) => {
    const script = `Promise.resolve(${code}).then(() => console.log(require('node:fs').readFileSync('/proc/self/net/dev', 'utf8')), () => 0).finally(() => process.exit())`;
    const output = await runIsolated(
      [
        process.execPath,
        '-e',
        `setTimeout(() => { console.log(require('node:fs').readFileSync('/proc/self/net/dev', 'utf8')); process.exit(); }, 1500); ${script}`,
      ],
      20_000,
    );
    const line = output.split('\n').find((text) => text.trim().startsWith('out0:')) ?? '';
    expect(
      Number(
        line
          .slice(line.indexOf(':') + 1)
          .trim()
          .split(/\s+/)[9],
      ),
    ).toBeGreaterThan(0);
  });
});
