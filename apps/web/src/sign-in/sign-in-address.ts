interface Place {
  readonly search: string;
  readonly hash: string;
  readonly origin: string;
}

/** The one-time token of `?token=…` or `#token=…`; null: none. */
export function tokenOfAddress(place: Pick<Place, 'search' | 'hash'>): string | null {
  return new URLSearchParams(place.hash.replace(/^#/, '')).get('token') ?? new URLSearchParams(place.search).get('token');
}

/** Where to go after the sign-in: the page that led here, if it lies on this origin; else Ask. */
export function afterSignIn(place: Pick<Place, 'search' | 'origin'>): string {
  const next = new URLSearchParams(place.search).get('next');
  if (next === null || !URL.canParse(next, place.origin)) return '/';
  const url = new URL(next, place.origin);
  return url.origin === place.origin && !url.pathname.startsWith('/sign-in') && !url.pathname.startsWith('/welcome')
    ? url.pathname + url.search
    : '/';
}
