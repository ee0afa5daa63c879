import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import { encrypt } from './aead.ts';
import { saltedTextHash, sealField, unsealField, type DataKey } from './seal-field.ts';

const eventId = '01930000-0000-7000-8000-000000000001';
const aKey = (): DataKey => ({ dekId: 'dek_1', key: randomBytes(32) });

describe('sealField', () => {
  test('what was sealed is opened as it was, lone surrogates too', () => {
    const dataKey = aKey();
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\ud800 lone'), fc.jsonValue()), (value) => {
        const { ciphertext, seal } = sealField({ dataKey, eventId, field: 'question', value });
        const opened = unsealField({ dataKey, eventId, field: 'question', ciphertext, seal });
        expect(opened.status).toBe('opened');
        // JSON has no negative zero.
        if (opened.status === 'opened') expect(JSON.stringify(opened.value)).toBe(JSON.stringify(value));
      }),
    );
  });

  test('the leaf names the digest of the ciphertext, and nothing of the text', () => {
    const dataKey = aKey();
    const first = sealField({ dataKey, eventId, field: 'question', value: 'yes' });
    const second = sealField({ dataKey, eventId, field: 'question', value: 'yes' });
    expect(first.seal.ct).toBe(sha256Hex(first.ciphertext));
    expect(first.seal.ct).not.toBe(second.seal.ct);
    expect(Object.keys(first.seal).toSorted()).toEqual(['ct', 'dek', 'kc']);
  });

  test('another key does not open it', () => {
    const sealed = sealField({ dataKey: aKey(), eventId, field: 'question', value: 'x' });
    expect(unsealField({ ...sealed, dataKey: aKey(), eventId })).toEqual({ status: 'wrong-key' });
  });

  test('a key that was made up later to show another text is refused by its commitment', () => {
    const dataKey = aKey();
    const genuine = sealField({ dataKey, eventId, field: 'answer', value: 'we knew' });
    const forgedKey = aKey();
    const forged = sealField({ dataKey: forgedKey, eventId, field: 'answer', value: 'we did not know' });
    // The ciphertext and its digest are replaced together; the commitment in the leaf is what stays.
    const seal = { ...genuine.seal, ct: forged.seal.ct };
    expect(unsealField({ dataKey: forgedKey, eventId, field: 'answer', ciphertext: forged.ciphertext, seal })).toEqual({
      status: 'wrong-key',
    });
  });

  test.each(['field', 'event', 'bit'])('a ciphertext that was moved or changed is refused: another %s', (change) => {
    const dataKey = aKey();
    const sealed = sealField({ dataKey, eventId, field: 'question', value: 'x' });
    const ciphertext = Uint8Array.from(sealed.ciphertext);
    if (change === 'bit') ciphertext[20] = (ciphertext[20] ?? 0) ^ 1;
    const opened = unsealField({
      dataKey,
      eventId: change === 'event' ? eventId.replace(/1$/, '2') : eventId,
      field: change === 'field' ? 'answer' : 'question',
      ciphertext,
      seal: sealed.seal,
    });
    expect(opened.status).toBe(change === 'bit' ? 'ciphertext-changed' : 'wrong-key');
  });

  test('a ciphertext with the right digest but the wrong content is refused', () => {
    const dataKey = aKey();
    const { seal } = sealField({ dataKey, eventId, field: 'question', value: 'x' });
    const other = encrypt({ key: randomBytes(32), plaintext: Buffer.from('"y"'), context: 'x' });
    expect(unsealField({ dataKey, eventId, field: 'question', ciphertext: other, seal: { ...seal, ct: sha256Hex(other) } }).status).toBe(
      'wrong-key',
    );
  });
});

test('the salted digest of a text depends on key, event, chunk and text', () => {
  const dataKey = aKey();
  const base = { dataKey, eventId, chunkId: 'chk_1', text: 'a' };
  const digests = [
    base,
    { ...base, dataKey: aKey() },
    { ...base, eventId: eventId.replace(/1$/, '2') },
    { ...base, chunkId: 'chk_2' },
    { ...base, text: 'b' },
  ].map(saltedTextHash);
  expect(new Set(digests).size).toBe(5);
  expect(saltedTextHash(base)).toBe(digests[0]);
});
