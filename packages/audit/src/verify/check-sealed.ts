import type { Seal } from '../leaf/leaf-schema.ts';
import type { FindingPlace } from './finding.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

interface MissingSeals {
  count: number;
  readonly first: { readonly place: FindingPlace; readonly field: string };
}

/**
 * What the leaf sealed is there and is the same, or an erasure that the log tells of has destroyed it. An erasure names data
 * keys, and covers what was sealed under them before it.
 */
export function checkSealed(log: FindingLog): LogCheck & { readonly sealedCount: () => number } {
  const missing = new Map<string, MissingSeals>();
  const erased = new Set<string>();
  let sealedCount = 0;

  const miss = (place: FindingPlace, field: string, dek: string) => {
    const known = missing.get(dek);
    if (known === undefined) missing.set(dek, { count: 1, first: { place, field } });
    else known.count += 1;
  };

  const erase = (dek: string, place: FindingPlace) => {
    erased.add(dek);
    const explained = missing.get(dek);
    if (explained === undefined) return;
    missing.delete(dek);
    log.add(
      'erased',
      explained.first.place,
      `${explained.count} sealed fields under ${dek} were erased by entry ${place.shard}/${place.seq}.`,
    );
  };

  const compare = (place: FindingPlace, field: string, seal: Seal, stored: string | undefined) => {
    if (stored === seal.ct) sealedCount += 1;
    else if (stored !== undefined)
      log.add('sealed-changed', place, `The sealed field "${field}" has the digest ${stored}; the leaf names ${seal.ct}.`);
    else if (erased.has(seal.dek))
      log.add('sealed-missing', place, `The sealed field "${field}" is missing; its key ${seal.dek} was erased before it was written.`);
    else miss(place, field, seal.dek);
  };

  return {
    sealedCount: () => sealedCount,
    entry(entry) {
      const { raw, leaf } = entry;
      if (leaf === null) return;
      const place = placeOf(entry);
      if (raw.sealed === null) return;
      const sealed = new Map(Object.entries(leaf.sealed ?? {}));
      for (const [field, seal] of sealed) compare(place, field, seal, raw.sealed[field]);
      for (const field of Object.keys(raw.sealed)) {
        if (!sealed.has(field)) log.add('sealed-unknown', place, `There is a sealed field "${field}" that the leaf does not know.`);
      }
      if (leaf.type === 'erasure.executed') for (const dek of leaf.detail?.deks ?? []) erase(dek, place);
    },
    end() {
      for (const [dek, { count, first }] of missing) {
        log.add(
          'sealed-missing',
          first.place,
          `The sealed field "${first.field}" is missing${count > 1 ? `, and ${count - 1} more under the same key ${dek}` : ''}; no erasure explains it.`,
        );
      }
    },
  };
}
