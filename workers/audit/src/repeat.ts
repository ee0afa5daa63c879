/** Does `work` every so often, never twice at a time. `stop` waits for what is being done. */
export function repeat(
  work: () => Promise<void>,
  options: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): { stop(): Promise<void> } {
  let isStopped = false;
  let current: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const plan = () => {
    timer = setTimeout(() => {
      current = work()
        .catch(options.onError)
        .finally(() => {
          if (!isStopped) plan();
        });
    }, options.everyMs);
  };
  plan();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
