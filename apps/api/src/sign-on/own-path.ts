const origin = 'http://carrel.localhost';

/** A path of a page of this Carrel; anything else leads to the first page. */
export function ownPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, origin)) return '/';
  const url = new URL(next, origin);
  const isPage = url.origin === origin && !url.pathname.startsWith('//') && !/^\/(api|sign-in|welcome)(\/|$)/.test(url.pathname);
  return isPage ? url.pathname + url.search : '/';
}
