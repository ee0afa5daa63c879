import { CarrelError, errorCatalogue, sha256Schema } from '@carrel/core';
import type { ErrorCode } from '@carrel/core';
import { z } from 'zod';
import type { ModelConnection } from '../openai/model-connection.ts';
import { parseWire } from '../openai/parse-wire.ts';

const codeSchema = z.custom<ErrorCode>((value) => typeof value === 'string' && value in errorCatalogue);
const trialSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('passed'), engine: z.string(), chatTemplateSha256: sha256Schema.nullable() }),
  z.object({ type: z.literal('failed'), code: codeSchema, message: z.string() }),
]);

/** What a model showed when it was loaded and used once. */
export type Trial = Omit<Extract<z.infer<typeof trialSchema>, { type: 'passed' }>, 'type'>;

/** Reading many gigabytes from a slow disk takes its time. */
const limits = { firstByteTimeoutMs: 900_000, idleTimeoutMs: 900_000, totalTimeoutMs: 900_000 };

/** Has the worker load a file and use it once, in a process that is thrown away. @throws the reason why it failed. */
export async function tryModel(
  connection: ModelConnection,
  model: { readonly path: string; readonly role: 'llm' | 'embedding' },
  signal: AbortSignal,
): Promise<Trial> {
  const answer = parseWire(trialSchema, await connection.postJson('/v1/trial', model, { limits, signal }), 'trial');
  if (answer.type === 'passed') return { engine: answer.engine, chatTemplateSha256: answer.chatTemplateSha256 };
  throw new CarrelError(answer.code, { message: answer.message });
}
