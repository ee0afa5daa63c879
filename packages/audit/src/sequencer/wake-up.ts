/** A sleep that can be cut short. A call of `wake` while nobody sleeps makes the next sleep return at once. */
export function createWakeUp(): { wake(): void; sleep(ms: number): Promise<void> } {
  let isDue = false;
  let end: (() => void) | null = null;
  return {
    wake() {
      if (end === null) isDue = true;
      else end();
    },
    sleep(ms) {
      if (isDue) {
        isDue = false;
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        const timer = setTimeout(() => end?.(), ms);
        end = () => {
          clearTimeout(timer);
          end = null;
          resolve();
        };
      });
    },
  };
}
