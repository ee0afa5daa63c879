/** Looks again and again until there is something. @throws Error after the time, naming what was waited for. */
export async function waitFor<Found>(look: () => Found | undefined, timeoutMs = 20_000, what = 'what was expected'): Promise<Found> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
