import { answerIdSchema, auditEventIdSchema, conversationIdSchema } from '../../../packages/core/src/index.ts';
import type { AnswerClosing, AnswerIntent, AnswerInterruption, AnswerRecord } from '../../../packages/answering/src/index.ts';

export interface RecordingAnswerRecord extends AnswerRecord {
  readonly intents: readonly AnswerIntent[];
  /** Every end that was asked for, also those that failed. */
  readonly ends: readonly (
    | { readonly type: 'complete' | 'refuse'; readonly closing: AnswerClosing }
    | { readonly type: 'interrupt'; readonly interruption: AnswerInterruption }
  )[];
}

/** Keeps what was recorded. Intent and end can be made to fail, or to wait for a promise of the test. */
export function createRecordingAnswerRecord(
  options: {
    readonly failIntent?: Error;
    readonly failEnd?: Error;
    readonly failInterrupt?: Error;
    readonly beforeIntent?: Promise<void>;
  } = {},
): RecordingAnswerRecord {
  const intents: AnswerIntent[] = [];
  const ends: RecordingAnswerRecord['ends'][number][] = [];
  const event = (number: number) => auditEventIdSchema.parse(`01900000-0000-7000-8000-${String(number).padStart(12, '0')}`);
  const end = () => (options.failEnd === undefined ? Promise.resolve({ eventId: event(2), seq: 2 }) : Promise.reject(options.failEnd));
  return {
    intents,
    ends,
    async acceptIntent(intent) {
      intents.push(intent);
      await options.beforeIntent;
      if (options.failIntent !== undefined) throw options.failIntent;
      const answerId = answerIdSchema.parse(`ans_${'0'.repeat(31)}1`);
      return {
        answerId,
        conversationId: intent.conversationId ?? conversationIdSchema.parse(`conv_${'0'.repeat(31)}1`),
        auditEventId: event(1),
      };
    },
    complete(_accepted, closing) {
      ends.push({ type: 'complete', closing });
      return end();
    },
    refuse(_accepted, closing) {
      ends.push({ type: 'refuse', closing });
      return end();
    },
    interrupt(_accepted, interruption) {
      ends.push({ type: 'interrupt', interruption });
      return options.failInterrupt === undefined ? Promise.resolve() : Promise.reject(options.failInterrupt);
    },
  };
}
