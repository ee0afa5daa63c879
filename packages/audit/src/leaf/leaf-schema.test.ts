import { describe, expect, test } from 'vitest';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { leafSchema, type Leaf } from './leaf-schema.ts';
import { asDecimal, asToken } from './leaf-values.ts';

async function aLeaf(): Promise<Leaf> {
  const harness = createAuditHarness();
  const id = await harness.record(everyEvent['answer.completed']);
  await harness.drain();
  return leafSchema.parse(JSON.parse(Buffer.from((await harness.store.read.audit.findEntry(id))?.leaf ?? []).toString('utf8')));
}

/** Every object inside, with a function that gives the leaf with that object changed. */
function objectsIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.entries(value).flatMap(([name, member]) =>
    objectsIn(member, [...path, Array.isArray(value) ? Number(name) : name]),
  );
  return Array.isArray(value) ? inside : [path, ...inside];
}

function withMember(leaf: unknown, path: readonly (string | number)[], member: Record<string, unknown>): unknown {
  const copy: unknown = structuredClone(leaf);
  let at: unknown = copy;
  for (const step of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined;
  if (typeof at === 'object' && at !== null) Object.assign(at, member);
  return copy;
}

describe('leafSchema', () => {
  test('every object is closed: an unknown member anywhere is refused', async () => {
    const leaf = await aLeaf();
    const paths = objectsIn(leaf);
    expect(paths.length).toBeGreaterThan(12);
    for (const path of paths)
      expect(leafSchema.safeParse(withMember(leaf, path, { unknown_member: 1 })).success, path.join('.')).toBe(false);
  });

  test('numbers are whole and not beyond 2^53 - 1', async () => {
    const leaf = await aLeaf();
    for (const seq of [1.5, 2 ** 53, -1, Number.NaN]) expect(leafSchema.safeParse({ ...leaf, seq }).success).toBe(false);
    expect(leafSchema.safeParse({ ...leaf, seq: 2 ** 53 - 1 }).success).toBe(true);
  });

  test('no text of people fits: spaces, markup, other scripts, surrogates, line breaks', async () => {
    const leaf = await aLeaf();
    for (const req of ['two words', '<b>', 'naïve', '\ud800', 'a\nb', '', 'x'.repeat(97)]) {
      expect(leafSchema.safeParse({ ...leaf, origin: { ...leaf.origin, req } }).success, JSON.stringify(req)).toBe(false);
    }
  });

  test('types, outcomes and reasons are of closed lists', async () => {
    const leaf = await aLeaf();
    for (const change of [{ type: 'answer.invented' }, { outcome: 'fine' }, { reason: 'because' }])
      expect(leafSchema.safeParse({ ...leaf, ...change }).success).toBe(false);
  });

  test('more than 64 context items are refused', async () => {
    const leaf = await aLeaf();
    const [item] = leaf.ctx ?? [];
    expect(leafSchema.safeParse({ ...leaf, ctx: Array.from({ length: 64 }, () => item) }).success).toBe(true);
    expect(leafSchema.safeParse({ ...leaf, ctx: Array.from({ length: 65 }, () => item) }).success).toBe(false);
  });
});

describe('values', () => {
  test('a name from outside is made fit for a leaf', () => {
    expect(asToken('Modell “Größe” 7B.gguf')).toBe('Modell__Gr__e__7B.gguf');
    expect(asToken('')).toBe('_');
    expect(asToken('x'.repeat(500))).toHaveLength(160);
  });

  test.each([
    [0, '0'],
    [0.7, '0.7'],
    [1, '1'],
    [10, '10'],
    [1e-7, '0'],
    [0.1 + 0.2, '0.3'],
  ])('the decimal %d is written as "%s"', (value, text) => {
    expect(asDecimal(value)).toBe(text);
  });
});
