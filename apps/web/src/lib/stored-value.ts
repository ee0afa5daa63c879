/** Values that the browser keeps for one person on one machine. Storage that is switched off reads as empty. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`carrel.${key}`);
  } catch {
    return null;
  }
}

export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`carrel.${key}`);
    else localStorage.setItem(`carrel.${key}`, value);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}
