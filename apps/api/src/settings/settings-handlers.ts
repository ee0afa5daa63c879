import { createHash } from 'node:crypto';
import { answerSettingsName, answerSettingsSchema, readAnswerSettings } from '@carrel/answering';
import type { AuditTrail } from '@carrel/audit';
import type { SettingsView } from '@carrel/contract';
import { routes } from '@carrel/contract';
import type { Clock, RecordStore } from '@carrel/core';
import { isoTime } from '@carrel/core';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle } from '../http/bind-route.ts';

export interface SettingsDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly clock: Clock;
}

/** What holds now: the settings that answers are made with, and the environment, without its secrets. */
export function createSettingsHandlers(deps: SettingsDeps, environment: SettingsView['environment']): readonly BoundRoute[] {
  const { store, audit, clock } = deps;
  const view = async (): Promise<SettingsView> => ({
    answering: readAnswerSettings(await store.read.settings.find(answerSettingsName)),
    environment: [...environment],
    at: isoTime(clock),
  });
  return [
    handle(routes.readSettings, view),
    handle(routes.updateSettings, async ({ caller, body }) => {
      await store.transaction(async (transaction) => {
        const stored = await transaction.settings.find(answerSettingsName);
        const { version: _version, ...held } = readAnswerSettings(stored);
        const relevance = { ...held.relevance, ...body.answering.relevance };
        const value = JSON.stringify(answerSettingsSchema.parse({ ...held, ...body.answering, relevance }));
        if (stored?.value === value) return;
        const version = await transaction.settings.put(answerSettingsName, value, isoTime(clock));
        const valueSha256 = createHash('sha256').update(value).digest('hex');
        await audit.record(transaction, caller.actor, { type: 'config.changed', setting: answerSettingsName, version, valueSha256 });
      });
      return view();
    }),
  ];
}
