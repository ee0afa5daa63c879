import { randomBytes } from 'node:crypto';
import type { Access } from '@carrel/access';
import { answerQuestion } from '@carrel/answering';
import type { AuditTrail } from '@carrel/audit';
import type { Clock, IdSource, LanguageModelSource, Logger, RecordStore } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import { createAdmission } from '../http/admission.ts';
import type { AdmissionOptions } from '../http/admission.ts';
import { createAnswerLeases } from './answer-leases.ts';
import { createAnswerRecord } from './answer-record.ts';
import { createAnswerSettingsReader } from './answer-settings-reader.ts';
import type { Ask, AskOutcome } from './ask.ts';
import { createAsk } from './ask.ts';

export interface AskingDeps {
  readonly store: RecordStore;
  readonly audit: AuditTrail;
  readonly access: Access;
  readonly retrieval: Retrieval;
  readonly languageModels: LanguageModelSource;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
}

export interface AskingOptions {
  readonly confirmTimeoutMs: number;
  readonly admission: AdmissionOptions;
  readonly onEnd: (outcome: AskOutcome) => void;
}

/** The asking path of this process. */
export interface Asking {
  readonly ask: Ask;
  /** Answers in work, and questions that wait for a place. */
  load(): { readonly running: number; readonly waiting: number };
  /** From now on answers that break off do so because this process ends. */
  beginStop(): void;
  /** Breaks off what still runs; each answer is closed on record as interrupted. */
  abort(): void;
  close(): void;
}

const answerLeaseMs = 30_000;

export function createAsking(deps: AskingDeps, options: AskingOptions): Asking {
  const { store, audit, access, retrieval, languageModels, clock, ids, logger } = deps;
  const leases = createAnswerLeases({ store, clock, logger }, { leaseMs: answerLeaseMs });
  const admission = createAdmission(options.admission);
  const end = new AbortController();
  let isStopping = false;
  const record = createAnswerRecord(
    { store, audit, clock, ids, leases, isStopping: () => isStopping },
    { confirmTimeoutMs: options.confirmTimeoutMs },
  );
  const spine = {
    retrieve: retrieval.retrieve,
    gatePassages: access.gatePassages,
    models: languageModels,
    record,
    clock,
    newMark: () => randomBytes(8).toString('hex'),
  };

  const ask = createAsk(
    {
      store,
      access,
      clock,
      admission,
      readSettings: createAnswerSettingsReader({ store }),
      answerQuestion: (request) => answerQuestion(spine, { ...request, signal: AbortSignal.any([request.signal, end.signal]) }),
    },
    { onEnd: options.onEnd },
  );
  return {
    ask,
    load: () => ({ running: admission.running(), waiting: admission.waiting() }),
    beginStop: () => {
      isStopping = true;
    },
    abort: () => end.abort(new CarrelError('STOPPING')),
    close: () => leases.close(),
  };
}
