import { placeOf, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

/**
 * While the sequencer runs it says so every minute, also for the time in which SQL was away. Measured in its own running
 * time: a machine that sleeps makes no gap.
 */
export function checkHeartbeats(log: FindingLog, options: { readonly heartbeatLimitMs: number }): LogCheck {
  let last: { readonly boot: string; readonly upMs: number } | null = null;
  return {
    entry(entry) {
      const { leaf } = entry;
      if (leaf === null || leaf.actor.ref !== 'sys_audit' || leaf.origin.req !== 'sequencer') return;
      const { boot, up_ms: upMs } = leaf.clk;
      const silentMs = last?.boot === boot ? upMs - last.upMs : 0;
      if (silentMs > options.heartbeatLimitMs)
        log.add('heartbeat-gap', placeOf(entry), `The sequencer ran for ${silentMs} ms without a heartbeat.`);
      last = { boot, upMs };
    },
  };
}
