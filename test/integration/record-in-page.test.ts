import { answerReceiptViewSchema, askResultSchema, type AnswerReceiptView } from '@carrel/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { checkRecord, type ShownAnswer, type StatedLog } from '../../apps/web/src/record/check-record.ts';
import { compareWithMemory } from '../../apps/web/src/record/remembered-log.ts';
import { leaveQuestion as question, publishLeaveRule } from '../support/api/publish-leave-rule.ts';
import { startTestApi, type TestApi } from '../support/api/start-test-api.ts';

let api: TestApi;
let shown: ShownAnswer;
let receipt: AnswerReceiptView;

async function ask(): Promise<ShownAnswer> {
  const asked = askResultSchema.parse((await api.owner('/api/v1/ask', { method: 'POST', body: { question, stream: false } })).json);
  return { answerId: asked.answerId, question, answer: asked.answer, eventId: asked.audit.eventId, seq: asked.audit.seq };
}
const receiptOf = async ({ answerId }: ShownAnswer) =>
  answerReceiptViewSchema.parse((await api.owner(`/api/v1/answers/${answerId}/receipt`)).json);

beforeAll(async () => {
  api = await startTestApi();
  await publishLeaveRule(api);
  shown = await ask();
  receipt = await receiptOf(shown);
}, 60_000);
afterAll(() => api.close());

describe('what the page finds out about the record of an answer', () => {
  test('it holds: in the log, signed, and word for word', async () => {
    const findings = await checkRecord(receipt, shown);
    expect(findings).toMatchObject({ type: 'holds', areTextsChecked: true, log: { origin: receipt.events[1]?.checkpoint.split('\n')[0] } });
  });

  test('of texts that are withheld it says that they were not compared', async () => {
    const findings = await checkRecord({ ...receipt, disclosures: receipt.disclosures.filter(({ field }) => field === 'question') }, shown);
    expect(findings).toMatchObject({ type: 'holds', areTextsChecked: false });
  });

  test('a browser without signatures accuses nobody', async () => {
    const importKey = vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(new DOMException('Unrecognized name.', 'NotSupportedError'));
    expect(await checkRecord(receipt, shown)).toEqual({ type: 'cannot-check' });
    importKey.mockRestore();
  });

  test('each change is found, and named', async () => {
    const [first, second] = receipt.events;
    if (first === undefined || second === undefined) throw new Error('expected two events');
    const last = (changes: Partial<typeof second>): AnswerReceiptView => ({ ...receipt, events: [first, { ...second, ...changes }] });
    const disclosed = (change: Partial<AnswerReceiptView['disclosures'][number]>): AnswerReceiptView => ({
      ...receipt,
      disclosures: receipt.disclosures.map((one) => ({ ...one, ...change })),
    });
    const otherKey = second.verifierKey.replace(/.$/, (end) => (end === 'A' ? 'B' : 'A'));
    const cases: readonly (readonly [string, AnswerReceiptView, ShownAnswer])[] = [
      ['not-in-log', last({ leaf: second.leaf.replace('"success"', '"failure"') }), shown],
      ['not-in-log', last({ proof: second.proof.toSpliced(0, 1, '0'.repeat(64)) }), shown],
      ['not-in-log', last({ seq: second.seq - 1 }), shown],
      ['not-in-log', last({ leaf: 'no entry' }), shown],
      ['not-signed', last({ verifierKey: otherKey }), shown],
      ['not-signed', last({ checkpoint: second.checkpoint.replace(/(— \S+ )(\S{12})/, '$1AAAAAAAAAAAA') }), shown],
      ['other-answer', last({ eventId: first.eventId }), shown],
      ['other-answer', receipt, { ...shown, answerId: `ans_${'0'.repeat(32)}` }],
      ['other-answer', receipt, { ...shown, seq: shown.seq + 1 }],
      ['other-answer', { ...receipt, events: [] }, shown],
      ['other-text', receipt, { ...shown, answer: `${shown.answer} Or not.` }],
      ['other-text', receipt, { ...shown, question: 'How many weeks?' }],
      ['other-text', disclosed({ eventKey: '0'.repeat(64) }), shown],
      ['other-text', disclosed({ ciphertext: 'AAAA' }), shown],
    ];
    for (const [problem, changed, seen] of cases) expect(await checkRecord(changed, seen)).toEqual({ type: 'does-not-hold', problem });
  });
});

describe('what a browser remembers of the log', () => {
  const stored = new Map<string, string>();
  beforeEach(() => {
    stored.clear();
    Object.assign(globalThis, {
      localStorage: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => void stored.set(key, value),
      },
    });
  });
  afterAll(() => void Reflect.deleteProperty(globalThis, 'localStorage'));

  const logOf = async (answer: ShownAnswer): Promise<StatedLog> => {
    const findings = await checkRecord(await receiptOf(answer), answer);
    if (findings.type !== 'holds') throw new Error(JSON.stringify(findings));
    return findings.log;
  };
  const askApi = (log: StatedLog) => async (from: number, to: number) => {
    const { json } = await api.owner(`/api/v1/audit/logs/${log.shard}/consistency?from=${from}&to=${to}`);
    return (json as { readonly proof: readonly string[] }).proof;
  };
  const noNeed = () => Promise.reject(new Error('No proof is needed.'));
  const earlierMs = Date.UTC(2026, 0, 1);

  test('a log that has only grown is the same one, whichever of the two is older', async () => {
    const early = await logOf(shown);
    const late = await logOf(await ask());
    expect(late.size).toBeGreaterThan(early.size);
    expect(await compareWithMemory(early, noNeed, earlierMs)).toEqual({ type: 'first' });
    expect(await compareWithMemory(early, noNeed, Date.now())).toMatchObject({ type: 'grown', size: early.size });
    expect(await compareWithMemory(late, askApi(late), Date.now())).toEqual({
      type: 'grown',
      size: early.size,
      seenAt: new Date(earlierMs).toISOString(),
    });
    // A page that was open for long shows an older checkpoint: nothing is wrong with it, and the newer one stays remembered.
    expect(await compareWithMemory(early, askApi(early), Date.now())).toMatchObject({ type: 'grown', size: late.size });
  });

  test('a rewritten log, one that was cut off and another key are noticed, and the memory is kept', async () => {
    const log = await logOf(await ask());
    await compareWithMemory(log, noNeed, earlierMs);
    const kept = new Map(stored);
    const otherRoot = { ...log, root: log.root.map((byte) => byte ^ 1) };
    expect(await compareWithMemory(otherRoot, noNeed, Date.now())).toMatchObject({ type: 'rewritten', size: log.size });
    const grown = { ...otherRoot, size: log.size + 1 };
    expect(await compareWithMemory(grown, () => Promise.resolve(['0'.repeat(64)]), Date.now())).toMatchObject({ type: 'rewritten' });
    const cutOff = { ...otherRoot, size: log.size - 1 };
    expect(await compareWithMemory(cutOff, () => Promise.resolve([]), Date.now())).toMatchObject({ type: 'rewritten' });
    expect(await compareWithMemory({ ...log, verifierKey: 'another' }, noNeed, Date.now())).toMatchObject({ type: 'other-key' });
    expect(stored).toEqual(kept);
  });
});
