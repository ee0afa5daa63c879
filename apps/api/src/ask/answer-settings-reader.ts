import type { AnswerSettings } from '@carrel/answering';
import { answerSettingsName, answerSettingsSchema, readAnswerSettings } from '@carrel/answering';
import { createHash } from 'node:crypto';
import type { AuditTrail } from '@carrel/audit';
import type { Actor, Clock, RecordStore } from '@carrel/core';
import { isoTime } from '@carrel/core';

export type AnswerSettingsReader = () => Promise<AnswerSettings>;

export function createAnswerSettingsReader({ store }: { readonly store: Pick<RecordStore, 'read'> }): AnswerSettingsReader {
  return async () => readAnswerSettings(await store.read.settings.find(answerSettingsName));
}

/** The part of the settings that the environment decides. */
export interface ConfiguredGeneration {
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
  readonly maxAnswerTokens: number;
}

/**
 * Makes the settings of the environment a version of the stored ones, so that the record of an answer can name what held.
 * Nothing is written when they are the same as the newest version.
 */
export async function storeConfiguredSettings(
  deps: { readonly store: RecordStore; readonly audit: AuditTrail; readonly clock: Clock },
  actor: Actor,
  configured: ConfiguredGeneration,
): Promise<void> {
  const { store, audit, clock } = deps;
  await store.transaction(async (transaction) => {
    const stored = await transaction.settings.find(answerSettingsName);
    const { version: _version, ...held } = readAnswerSettings(stored);
    const { temperature, topP, seed, maxAnswerTokens } = configured;
    const value = JSON.stringify(answerSettingsSchema.parse({ ...held, temperature, topP, seed, maxAnswerTokens }));
    if (stored?.value === value) return;
    const version = await transaction.settings.put(answerSettingsName, value, isoTime(clock));
    const valueSha256 = createHash('sha256').update(value).digest('hex');
    await audit.record(transaction, actor, { type: 'config.changed', setting: answerSettingsName, version, valueSha256 });
  });
}
