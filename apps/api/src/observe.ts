import type { AuditTrail } from '@carrel/audit';
import type { Clock } from '@carrel/core';
import type { Retrieval } from '@carrel/retrieval';
import type { Metrics } from '@carrel/runtime';
import type { QuestionLoadReport } from './search/question-load.ts';

/** The trail, with the time that each confirmation took. */
export function observedTrail({
  trail,
  clock,
  metrics,
}: {
  readonly trail: AuditTrail;
  readonly clock: Clock;
  readonly metrics: Metrics;
}): AuditTrail {
  return {
    record: trail.record,
    async confirm(eventId, options) {
      const startMs = clock.monotonicMs();
      const receipt = await trail.confirm(eventId, options);
      metrics.auditAppendDuration.observe((clock.monotonicMs() - startMs) / 1000);
      return receipt;
    },
  };
}

/** The retrieval, with the time of each stage and what the check in SQL said. */
export function observedRetrieval({
  retrieval,
  metrics,
  load,
}: {
  readonly retrieval: Retrieval;
  readonly metrics: Metrics;
  readonly load: QuestionLoadReport;
}): Retrieval {
  return {
    async retrieve(request) {
      const found = await retrieval.retrieve(request);
      const { timings, candidatesChecked, candidatesDropped } = found.record;
      const stages = {
        policies: timings.policiesMs,
        embed: timings.embedMs,
        text: timings.textSearchMs,
        vector: timings.vectorSearchMs,
        check: timings.checkMs,
        total: timings.totalMs,
      };
      for (const [stage, ms] of Object.entries(stages)) if (ms !== null) metrics.retrievalDuration.observe({ stage }, ms / 1000);
      load.observe(timings.totalMs);
      metrics.authorizationCandidates.inc({ result: 'allowed' }, candidatesChecked - candidatesDropped);
      metrics.authorizationCandidates.inc({ result: 'refused' }, candidatesDropped);
      metrics.authorizationMismatches.inc(candidatesDropped);
      return found;
    },
  };
}
