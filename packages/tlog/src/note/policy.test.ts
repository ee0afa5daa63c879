import { describe, expect, test } from 'vitest';
import { ed25519Key } from './ed25519.ts';
import { formatVerifierKey, signatureTypes, verifierKey } from './key.ts';
import { isInRange, parseKeyLine } from './ranged-key.ts';
import { isQuorum, parseWitnessPolicy } from './witness-policy.ts';

const keyText = async (name: string, type: 1 | 4) =>
  formatVerifierKey(verifierKey(name, type, (await ed25519Key(new Uint8Array(32).fill(name.length))).publicKey));

describe('a witness policy', () => {
  test('counts those who have cosigned, in groups of groups', async () => {
    const keys = await Promise.all(['w.test/1', 'w.test/22', 'w.test/333'].map((name) => keyText(name, signatureTypes.cosignatureV1)));
    const policy = parseWitnessPolicy(
      `# two of ours, or the outside one\nlog ${await keyText('l.test', 1)}\n${keys.map((key, at) => `witness w${at} ${key} http://w${at}.test\n`).join('')}` +
        'group ours all w0 w1\ngroup both any ours w2\nquorum both\n',
    );
    if (policy === null) throw new Error('expected a policy');
    expect(policy.witnesses.get('w1')?.url).toBe('http://w1.test');
    const holds = (...names: readonly string[]) => isQuorum(policy, new Set(names));
    expect([holds('w0'), holds('w0', 'w1'), holds('w2'), holds()]).toEqual([false, true, true, false]);
    expect(isQuorum({ ...policy, quorum: null }, new Set())).toBe(true);
  });

  test('is refused when it says something else', async () => {
    const key = await keyText('w.test', signatureTypes.cosignatureV1);
    const bad = [
      '',
      `witness a ${key}\n`,
      `witness a ${await keyText('w.test', 1)}\nquorum a\n`,
      `witness a ${key}\nwitness a ${key}\nquorum a\n`,
      'group g 1 b\nquorum g\n',
      `witness a ${key}\ngroup g 2 a\nquorum g\n`,
      `witness a ${key}\nquorum a\nquorum a\n`,
      `toString a\nquorum none\n`,
    ];
    expect(bad.map(parseWitnessPolicy)).toEqual(bad.map(() => null));
  });
});

test('a key may say which sizes it signs', async () => {
  const text = await keyText('l.test', signatureTypes.ed25519);
  const ranges = [text, `${text} 10`, `${text} 10 20`].map(parseKeyLine);
  expect(ranges.map((key) => (key === null ? null : [9, 10, 20, 21].map((size) => isInRange(key, size))))).toEqual([
    [true, true, true, true],
    [false, true, true, true],
    [false, true, true, false],
  ]);
  expect([`${text} x`, `${text} 1 2 3`, `${text}  1`, 'x'].map(parseKeyLine)).toEqual([null, null, null, null]);
});
