import { type Clock, isoTime, parserSandboxSetting, type ParserSandbox, type RecordStore } from '@carrel/core';

/** Says what keeps parsers from the network, for readiness and "carrel doctor"; nothing is written while it stays the same. */
export async function reportSandbox(store: RecordStore, clock: Clock, sandbox: ParserSandbox): Promise<void> {
  const value = JSON.stringify(sandbox);
  await store.transaction(async ({ settings }) => {
    const before = await settings.find(parserSandboxSetting);
    if (before?.value !== value) await settings.put(parserSandboxSetting, value, isoTime(clock));
  });
}
