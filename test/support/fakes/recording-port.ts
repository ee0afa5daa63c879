/** One call of a fake: which method, with what. */
export interface RecordedCall {
  readonly method: string;
  readonly input: readonly unknown[];
}

/**
 * A fake of any port: records every call in order, runs the stub of that method, and throws for a method that has none,
 * so that a test names everything its subject may touch.
 */
export function createRecordingPort<Port extends object>(
  name: string,
  stubs: Partial<Port>,
): { readonly port: Port; readonly calls: readonly RecordedCall[] } {
  const calls: RecordedCall[] = [];
  const port = new Proxy(stubs, {
    get(target, method) {
      // A promise resolution asks every object for `then`; a fake must not look like a promise.
      if (typeof method === 'symbol' || method === 'then') return undefined;
      return (...input: readonly unknown[]) => {
        calls.push({ method, input });
        const stub: unknown = Reflect.get(target, method);
        if (typeof stub !== 'function') throw new Error(`${name}.${method} was called but not stubbed`);
        const result: unknown = stub.apply(target, input);
        return result;
      };
    },
  });
  return { port: port as Port, calls };
}
