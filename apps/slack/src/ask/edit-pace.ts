/** Bounds the edits that are made while an answer is written, so that ends of answers never wait for Slack's limit. */
export interface EditPace {
  /** Whether a message that was edited last at `lastMs` may be edited now. */
  take(lastMs: number): boolean;
}

/** Slack takes about fifty edits a minute of one app in a workspace; half are left for ends. */
const editsPerMinute = 25;
const betweenEditsMs = 1_500;
const minuteMs = 60_000;

export function createEditPace({ nowMs }: { readonly nowMs: () => number }): EditPace {
  let edits: number[] = [];
  return {
    take(lastMs) {
      const now = nowMs();
      edits = edits.filter((at) => now - at < minuteMs);
      if (now - lastMs < betweenEditsMs || edits.length >= editsPerMinute) return false;
      edits.push(now);
      return true;
    },
  };
}
