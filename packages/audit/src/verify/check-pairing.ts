import { isTerminalType } from '../catalogue/event-types.ts';
import type { EventMarks } from './event-marks.ts';
import type { Leaf } from '../leaf/leaf-schema.ts';
import { placeOf, type CheckedEntry, type LogCheck } from './log-check.ts';
import type { FindingLog } from './report.ts';

const openIntentMark = 2;
const closedIntentMark = 3;

/**
 * Every accepted question has exactly one terminal record, behind it.
 *
 * One that has none yet is judged by the log's own time, not by the clock of whoever verifies: the time that a sequencer
 * (which closes abandoned answers) has run since.
 */
export function checkPairing(log: FindingLog, marks: EventMarks, options: { readonly openIntentLimitMs: number }): LogCheck {
  const open = new Map<string, { readonly shard: number; readonly seq: number; readonly eventId: string; readonly time: string }>();
  let sequencerSince = '';
  let lastTime = '';
  const accept = (entry: CheckedEntry, { id, time }: Leaf) => {
    if (marks.get(id) >= openIntentMark) return;
    marks.set(id, openIntentMark);
    open.set(id, { ...placeOf(entry), time });
  };

  const close = (entry: CheckedEntry, { type, prior }: Leaf) => {
    const mark = prior === undefined ? 0 : marks.get(prior);
    if (prior !== undefined && mark === openIntentMark) {
      marks.set(prior, closedIntentMark);
      open.delete(prior);
    } else if (mark === closedIntentMark)
      log.add('second-terminal', placeOf(entry), `The question ${prior} has a terminal record already.`);
    else log.add('terminal-without-intent', placeOf(entry), `There is no accepted question ${prior ?? ''} before its ${type}.`);
  };

  return {
    entry(entry) {
      const { leaf } = entry;
      if (leaf === null) return;
      if (leaf.time > lastTime) lastTime = leaf.time;
      if (leaf.actor.ref === 'sys_audit' && leaf.type === 'node.started') sequencerSince = leaf.time;
      if (leaf.type === 'question.accepted') accept(entry, leaf);
      else if (isTerminalType(leaf.type)) close(entry, leaf);
    },
    end() {
      for (const { time, ...place } of open.values()) {
        const since = time > sequencerSince ? time : sequencerSince;
        const waitedMs = Date.parse(lastTime) - Date.parse(since);
        if (waitedMs > options.openIntentLimitMs)
          log.add('intent-not-closed', place, `The question accepted at ${time} has no terminal record at ${lastTime}.`);
        else log.add('intent-open', place, `The question accepted at ${time} is still being answered.`);
      }
    },
  };
}
