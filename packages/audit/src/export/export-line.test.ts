import { expect, test } from 'vitest';
import { createAuditHarness } from '../fixtures/audit-harness.ts';
import { everyEvent } from '../fixtures/every-event.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { parseExportLine, toExportLine } from './export-line.ts';
import { readRawLog } from './read-raw-log.ts';
import type { RawLogItem } from './raw-log.ts';

async function exported() {
  const harness = createAuditHarness();
  for (const event of [everyEvent['search.executed'], everyEvent['document.uploaded'], everyEvent['login.failed']])
    await harness.record(event);
  await harness.drain();
  await harness.record(everyEvent['login.succeeded']);
  return { harness, lines: (await harness.raw()).map((item) => JSON.stringify(toExportLine(item))) };
}

test('the log survives the way through JSON lines exactly, and verifies from them alone', async () => {
  const { harness, lines } = await exported();
  const items = lines.map(parseExportLine);
  expect(items.map(toExportLine)).toEqual((await harness.raw()).map(toExportLine));
  expect(await verifyLog(items, { nowMs: harness.clock.nowMs() })).toMatchObject({ verdict: 'ok', entryCount: 4 });
});

test('lines come in order: shard, its entries, what is pending', async () => {
  const { lines } = await exported();
  expect(lines.map((line) => parseExportLine(line).kind)).toEqual(['shard', 'entry', 'entry', 'entry', 'entry', 'pending']);
  expect(parseExportLine(lines.at(-1) ?? '')).toMatchObject({ count: 1, oldestCreatedAt: expect.stringMatching(/Z$/) });
});

test.each(['', 'null', '{"kind":"entry"}', '{"kind":"other"}', '{"kind":"shard","shard":2026,"size":-1}'])(
  'what is no such line is refused: %s',
  (line) => {
    expect(() => parseExportLine(line)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  },
);

test('entries that are numbered while it is read are left out, and nothing that was there before is', async () => {
  const { harness } = await exported();
  const items: RawLogItem[] = [];
  for await (const item of readRawLog(harness.store.read)) {
    items.push(item);
    if (item.kind === 'shard') await harness.drain();
  }
  expect(items.filter((item) => item.kind === 'entry')).toHaveLength(4);
  expect((await verifyLog(items, { nowMs: harness.clock.nowMs() })).verdict).toBe('ok');
});
