import { expect, test } from 'vitest';
import { logName } from './log-name.ts';

test('is the host of the public address', () => {
  expect(logName('https://Carrel.Example.org:8443/kb')).toBe('carrel.example.org/audit');
});

test('without an address that makes a name it is random, so that no two installations share one', () => {
  for (const publicUrl of [null, 'http://[::1]:3000']) {
    expect(logName(publicUrl)).toMatch(/^carrel-[0-9a-f]{8}\.local\/audit$/);
    expect(logName(publicUrl)).not.toBe(logName(publicUrl));
  }
});
