import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '@carrel/contract';
import { handle, handlePublic } from './bind-route.ts';
import { requireComplete } from './require-complete.ts';

const open = defineRoute({ method: 'GET', path: '/open', summary: '', tag: 'T', access: { kind: 'public' }, response: z.string() });
const closed = defineRoute({
  method: 'GET',
  path: '/closed',
  summary: '',
  tag: 'T',
  access: { kind: 'signed-in', scope: null },
  response: z.string(),
});
const answer = () => Promise.resolve('x');

describe('requireComplete', () => {
  it('accepts exactly one handler a route', () => {
    expect(() => requireComplete({ open, closed }, [handlePublic(open, answer), handle(closed, answer)])).not.toThrow();
  });

  it('names a route without a handler, one with two, and a handler without a route', () => {
    expect(() => requireComplete({ open, closed }, [handlePublic(open, answer)])).toThrow('closed: expected one handler, found 0');
    expect(() => requireComplete({ open }, [handlePublic(open, answer), handlePublic(open, answer)])).toThrow(
      'open: expected one handler, found 2',
    );
    expect(() => requireComplete({ open }, [handlePublic(open, answer), handle(closed, answer)])).toThrow(
      'GET /closed: a handler for a route that is not in the contract',
    );
  });

  it('does not let a closed route be served to anybody', () => {
    expect(() => requireComplete({ closed }, [handlePublic(closed, answer)])).toThrow('closed: access rule and handler differ');
  });
});
