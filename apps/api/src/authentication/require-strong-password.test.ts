import { expect, test } from 'vitest';
import { requireStrongPassword } from './require-strong-password.ts';

const personal = ['Library Owner', 'owner@example.com'];

test.each([
  'password1234',
  'passwordpassword',
  'aaaaaaaaaaaa',
  '123456789012',
  'qwertyuiop12',
  'letmeinletmein',
  'owner@example.com',
  'carrelcarrel',
])('%s is refused: it is tried first', (password) =>
  expect(() => requireStrongPassword(password, personal)).toThrow(expect.objectContaining({ code: 'PASSWORD_TOO_WEAK' })),
);

test.each(['four quiet reading desks', 'correct horse battery staple', 'vT7#kq0Lw2!z', 'zwölf müde Bücherwürmer'])(
  '%s is taken',
  (password) => expect(() => requireStrongPassword(password, personal)).not.toThrow(),
);

test('of a long password its beginning is judged, so that none holds up the others', () => {
  expect(() => requireStrongPassword('four quiet reading desks'.padEnd(256, 'x'), personal)).not.toThrow();
  expect(() => requireStrongPassword('a'.repeat(100) + crypto.randomUUID().repeat(4), personal)).toThrow(
    expect.objectContaining({ code: 'PASSWORD_TOO_WEAK' }),
  );
});
