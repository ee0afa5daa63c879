import fc from 'fast-check';
import type { GrantRight, Role } from '@carrel/core';

/**
 * A random world as one person, the viewer, lives in it. Everything but `hidden` is in both runs, whether or not the viewer
 * may see it; `hidden` is in the second run alone, and nothing of it may be seen by the viewer. Numbers name things by their
 * place in a list, modulo its length, so that any list can be made shorter.
 */
export interface World {
  readonly role: Extract<Role, 'employee' | 'curator'>;
  readonly credential: 'key' | 'session';
  readonly groups: readonly GroupPlan[];
  readonly policies: readonly PolicyPlan[];
  readonly collections: readonly CollectionPlan[];
  readonly documents: readonly DocumentPlan[];
  /** Words of the vocabulary. */
  readonly question: readonly number[];
  readonly hidden: HiddenPlan;
  /** What the viewer calls, in this order. */
  readonly script: readonly CallPlan[];
}

export interface GroupPlan {
  /** The group that it lies in, of those before it; null: in none. */
  readonly inside: number | null;
  readonly holdsViewer: boolean;
}

export interface GrantPlan {
  readonly to: 'viewer' | 'colleague' | 'group' | 'everyone';
  /** Which group. */
  readonly group: number;
  readonly right: GrantRight;
  /** Whether it holds, is over, or is still to come. */
  readonly time: 'now' | 'over' | 'to come';
}

export interface PolicyPlan {
  readonly grants: readonly GrantPlan[];
}

export interface CollectionPlan {
  readonly policy: number;
  readonly isCuratedByViewer: boolean;
}

export interface DocumentPlan {
  /** The last number, of those that the plan can have, stands for the strict zone that some viewers share. */
  readonly policy: number;
  readonly collection: number;
  readonly sentences: readonly number[];
  readonly state: 'published' | 'failed' | 'parsing';
  readonly ageDays: number;
  readonly type: 'text/plain' | 'text/markdown' | 'application/pdf';
}

export interface HiddenDocumentPlan extends DocumentPlan {
  /** Where it lies: at a place of its own, or where the viewer will want to put something. */
  readonly place: 'own' | 'next' | 'hidden collection';
}

export interface HiddenPlan {
  readonly documents: readonly HiddenDocumentPlan[];
  /** People, each in a group of theirs; the groups are nested in one another. */
  readonly people: number;
  /** Whether its collection has the name that the viewer will want to give to theirs. */
  readonly hasWantedName: boolean;
  /** Whether one of the people asks the viewer's question before the viewer does. */
  readonly isAskedBefore: boolean;
  /** Whether a document of the viewer once was under a hidden policy. */
  readonly hasMoved: boolean;
}

export interface CallPlan {
  readonly route: number;
  readonly pick: number;
}

export const zonePolicy = 7;
const small = fc.nat({ max: 1_000_000 });

const grant: fc.Arbitrary<GrantPlan> = fc.record({
  to: fc.constantFrom('viewer', 'group', 'colleague', 'group', 'everyone'),
  group: fc.nat({ max: 3 }),
  right: fc.constantFrom('read', 'curate'),
  time: fc.constantFrom('now', 'now', 'now', 'over', 'to come'),
});

const documentPlan = {
  policy: fc.nat({ max: zonePolicy }),
  collection: fc.nat({ max: 3 }),
  sentences: fc.array(small, { minLength: 1, maxLength: 3 }),
  state: fc.constantFrom('published', 'published', 'published', 'published', 'failed', 'parsing'),
  ageDays: fc.nat({ max: 400 }),
  type: fc.constantFrom('text/plain', 'text/markdown', 'application/pdf'),
} as const;

/**
 * @param routeCount how many kinds of calls there are.
 * @param favoured those of them that half of all calls are; none: all are called alike.
 */
export function aWorld(routeCount: number, favoured: readonly number[]): fc.Arbitrary<World> {
  const any = fc.nat({ max: routeCount - 1 });
  const route = favoured.length === 0 ? any : fc.oneof(any, fc.constantFrom(...favoured));
  return fc.record({
    role: fc.constantFrom('employee', 'curator'),
    credential: fc.constantFrom('key', 'key', 'session'),
    groups: fc.array(fc.record({ inside: fc.option(fc.nat({ max: 3 })), holdsViewer: fc.boolean() }) as fc.Arbitrary<GroupPlan>, {
      maxLength: 3,
    }),
    policies: fc.array(fc.record({ grants: fc.array(grant, { maxLength: 3 }) }), { minLength: 1, maxLength: 4 }),
    collections: fc.array(fc.record({ policy: fc.nat({ max: 3 }), isCuratedByViewer: fc.boolean() }), { minLength: 1, maxLength: 3 }),
    documents: fc.array(fc.record(documentPlan), { maxLength: 6 }),
    question: fc.array(small, { minLength: 1, maxLength: 4 }),
    hidden: fc.record({
      documents: fc.array(
        fc.record({ ...documentPlan, place: fc.constantFrom('own', 'next', 'hidden collection') }) as fc.Arbitrary<HiddenDocumentPlan>,
        { maxLength: 6 },
      ),
      people: fc.nat({ max: 2 }),
      hasWantedName: fc.boolean(),
      isAskedBefore: fc.nat({ max: 9 }).map((number) => number === 9),
      hasMoved: fc.boolean(),
    }),
    script: fc.array(fc.record({ route, pick: small }), { maxLength: 8 }),
  }) as fc.Arbitrary<World>;
}

const subjects = ['The supplier', 'The warehouse', 'Each manager', 'The travel desk', 'A new employee', 'The night shift', 'The auditor'];
const verbs = ['reports', 'approves', 'orders', 'returns', 'checks', 'pays for', 'records', 'cancels'];
const objects = [
  'spare parts',
  'vacation days',
  'hotel rooms',
  'safety helmets',
  'invoices',
  'laptops',
  'forklift repairs',
  'overtime hours',
];
const times = ['within 3 days', 'before Friday', 'every 14 months', 'on the first day', 'after 30 days', 'in writing', 'by telephone'];

/** A sentence of the number; many numbers give different ones of the same words. */
export function sentenceOf(number: number): string {
  const place = (list: readonly string[], divisor: number) => list[Math.floor(number / divisor) % list.length] ?? '';
  return `${place(subjects, 1)} ${place(verbs, 7)} ${(number % 90) + 2} ${place(objects, 56)} ${place(times, 448)}.`;
}

const words = [...objects, ...verbs, ...subjects].flatMap((phrase) => phrase.split(' ')).filter((word) => word.length > 3);

export function questionOf(numbers: readonly number[]): string {
  return `Which ${numbers.map((number) => words[number % words.length] ?? 'parts').join(' ')}?`;
}
