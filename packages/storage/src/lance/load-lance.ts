import type * as arrow from 'apache-arrow';
import type * as lance from '@lancedb/lancedb';
import { createRequire } from 'node:module';

/** Loaded on first use: a process that only needs SQL is spared 40 MB. */
export function loadLance(): Promise<typeof lance> {
  return import('@lancedb/lancedb');
}

/** The very copy that LanceDB uses: `import` would load another one beside it, with classes of its own. */
export function loadArrow(): typeof arrow {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `require` gives has no type; the import above names it.
  return createRequire(import.meta.url)('apache-arrow') as typeof arrow;
}
