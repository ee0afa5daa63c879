import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressKey } from './address-key.ts';

const keyOf = (ip: string | undefined) => addressKey({ ip });

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:C000:0201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0DB8:0000:0000:ffff:ffff:ffff:ffff', '2001:db8:0:0::/64'],
  ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  [undefined, 'unknown'],
])('%s counts as %s', (ip, key) => {
  expect(keyOf(ip)).toBe(key);
});

test('two IPv6 addresses count as one exactly when their first half is the same, however they are written', () => {
  const halves = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 4, maxLength: 4 });
  const write = (groups: readonly number[], style: boolean) =>
    groups.map((group) => (style ? group.toString(16) : group.toString(16).padStart(4, '0').toUpperCase())).join(':');
  fc.assert(
    fc.property(halves, halves, halves, fc.boolean(), (network, one, other, style) => {
      fc.pre(!(network.every((group) => group === 0) && (one[0] === 0 || other[0] === 0)));
      expect(keyOf(`${write(network, style)}:${write(one, true)}`)).toBe(keyOf(`${write(network, !style)}:${write(other, false)}`));
      const [first = 0, ...rest] = network;
      const neighbour = [first ^ 1, ...rest];
      expect(keyOf(`${write(network, style)}:${write(one, true)}`)).not.toBe(keyOf(`${write(neighbour, style)}:${write(one, true)}`));
    }),
  );
});
