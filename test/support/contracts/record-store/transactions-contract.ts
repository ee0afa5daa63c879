import { describe, expect, it } from 'vitest';
import { ids, startOfTime } from './record-store-world.ts';
import type { RecordStoreSubject } from './record-store-subject.ts';

export function describeTransactions(subject: RecordStoreSubject): void {
  describe('transaction', () => {
    it('commits everything together, or nothing', async () => {
      const { store } = subject();
      const [first, second] = [ids.policyId(), ids.policyId()];
      const failing = store.transaction(async ({ access }) => {
        await access.createPolicy({ id: first, name: first, label: 'public', createdAt: startOfTime });
        throw new Error('stop');
      });
      await expect(failing).rejects.toThrow('stop');
      expect(await store.read.access.findPolicy(first)).toBeNull();
      await store.transaction(({ access }) => access.createPolicy({ id: second, name: second, label: 'public', createdAt: startOfTime }));
      expect(await store.read.access.findPolicy(second)).toMatchObject({ id: second, label: 'public' });
    });

    it('sees its own writes, which nobody else sees before the commit', async () => {
      const { store } = subject();
      const id = ids.policyId();
      await store.transaction(async ({ access }) => {
        await access.createPolicy({ id, name: id, label: 'public', createdAt: startOfTime });
        expect(await access.findPolicy(id)).not.toBeNull();
        expect(await store.read.access.findPolicy(id)).toBeNull();
      });
      expect(await store.read.access.findPolicy(id)).not.toBeNull();
    });

    it('gives what its function gives', async () => {
      expect(await subject().store.transaction(() => Promise.resolve(42))).toBe(42);
    });

    it('ends with an error that was caught inside: nothing that came after it is kept', async () => {
      const { store } = subject();
      const [taken, later] = [ids.policyId(), ids.policyId()];
      await store.read.access.createPolicy({ id: taken, name: taken, label: 'public', createdAt: startOfTime });
      const swallowing = store.transaction(async ({ access }) => {
        await access.createPolicy({ id: taken, name: taken, label: 'public', createdAt: startOfTime }).catch(() => undefined);
        await access.createPolicy({ id: later, name: later, label: 'public', createdAt: startOfTime }).catch(() => undefined);
      });
      await expect(swallowing).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await store.read.access.findPolicy(later)).toBeNull();
      await store.read.access.createPolicy({ id: later, name: later, label: 'public', createdAt: startOfTime });
    });

    it('refuses a write beside the transaction from inside its function, and another transaction, instead of standing still', async () => {
      const { store } = subject();
      const id = ids.policyId();
      const beside = store.transaction(() => store.read.access.createPolicy({ id, name: id, label: 'public', createdAt: startOfTime }));
      await expect(beside).rejects.toMatchObject({ code: 'INTERNAL' });
      const nested = store.transaction(() => store.transaction(({ settings }) => settings.put('x', '1', startOfTime)));
      await expect(nested).rejects.toMatchObject({ code: 'INTERNAL' });
      expect(await store.read.access.findPolicy(id)).toBeNull();
    });

    it('runs transactions that read and then write as if one after the other', async () => {
      const { store } = subject();
      const name = `counter ${ids.policyId()}`;
      await store.read.settings.put(name, '0', startOfTime);
      const increment = () =>
        store.transaction(async ({ settings }) => {
          const before = await settings.find(name);
          await settings.put(name, String(Number(before?.value) + 1), startOfTime);
        });
      await Promise.all(Array.from({ length: 8 }, increment));
      expect(await store.read.settings.find(name)).toEqual({ version: 9, value: '8' });
    });

    it.each([
      ['U+0000', 'a\u0000b'],
      ['half of a surrogate pair', 'a\ud83db'],
    ])('refuses text with %s instead of changing it', async (_what, text) => {
      const { store } = subject();
      await expect(store.read.settings.put('text', text, startOfTime)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    });

    it('keeps every other text as it is', async () => {
      const { store } = subject();
      const text = '𝔘nicode 👩‍👩‍👧‍👦 ﬁ \u00ad \ufeff \r\n \u{10ffff} "\'\\;--';
      await store.read.settings.put('exact', text, startOfTime);
      expect((await store.read.settings.find('exact'))?.value).toBe(text);
    });
  });
}
