import type { Disclosure } from '../sealing/disclosure.ts';
import { isDisclosureOf } from '../sealing/disclosure.ts';
import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/** A disclosed key must be the one that the leaf commits to: no other key can open the same ciphertext to another text. */
export function checkDisclosures(log: FindingLog, disclosures: readonly Disclosure[]): LogCheck {
  const open = new Map<string, Disclosure[]>();
  for (const disclosure of disclosures) open.set(disclosure.eventId, [...(open.get(disclosure.eventId) ?? []), disclosure]);
  return {
    entry(entry) {
      const place = placeOf(entry);
      for (const disclosure of open.get(place.eventId) ?? []) {
        const seal = Object.entries(entry.leaf?.sealed ?? {}).find(([field]) => field === disclosure.field)?.[1];
        if (seal === undefined || !isDisclosureOf(disclosure, seal))
          log.add(
            'sealed-other-key',
            place,
            `The key disclosed for the field "${disclosure.field}" is not the one that the leaf commits to.`,
          );
      }
      open.delete(place.eventId);
    },
    end() {
      for (const eventId of open.keys())
        log.add('sealed-other-key', { eventId }, `A key was disclosed for the event ${eventId}, which is not in the log.`);
    },
  };
}
