const storageKey = 'carrel.slack-link';

/**
 * The token of a link that was opened in this tab. It is taken out of the address at once and kept for the time of a sign-in;
 * null: none.
 */
export function takeLinkToken(): string | null {
  const found = new URLSearchParams(location.hash.replace(/^#/, '')).get('token');
  try {
    if (found !== null) {
      sessionStorage.setItem(storageKey, found);
      history.replaceState(history.state, '', location.pathname);
    }
    return sessionStorage.getItem(storageKey);
  } catch {
    // Without storage the link must be opened again after the sign-in.
    return found;
  }
}

export function forgetLinkToken(): void {
  try {
    sessionStorage.removeItem(storageKey);
  } catch {
    // Nothing was kept.
  }
}
