import type { Urgency } from '../engine/engine-protocol.ts';
import type { Claim } from './share-threads.ts';
import { shareThreads } from './share-threads.ts';

/** What an engine is told. */
export interface BudgetMember {
  /** The engine answers a lower limit with `held` and the same `seq`, once it keeps to it. */
  setLimit(threads: number, seq: number): void;
}

export interface BudgetMembership {
  wanted(threads: number, urgency: Urgency): void;
  held(threads: number, seq: number): void;
  /** The engine is gone. */
  leave(): void;
  /** The threads that it may be using. */
  share(): number;
}

/**
 * Divides the threads of the machine among the engines, so that together they never compute with more. Whoever computes
 * alone has all that it wants; those that compute at the same time have a part each. With fewer threads than engines they
 * take turns, and a question to embed has the next one.
 */
export interface ThreadBudget {
  join(member: BudgetMember): BudgetMembership;
}

/** How long an engine computes while another one that has no thread waits. */
const turnMs = 100;

interface Seat {
  readonly member: BudgetMember;
  claim: Claim;
  /** What it may be using: never lowered before the engine says so. */
  granted: number;
  /** The limit that it was told last, and the number of that message. */
  told: { readonly threads: number; readonly seq: number };
}

export function createThreadBudget(options: { readonly threads: number }): ThreadBudget {
  /** In the order of their turns. */
  let seats: readonly Seat[] = [];
  let turnTimer: NodeJS.Timeout | null = null;

  const tell = (seat: Seat, threads: number) => {
    if (seat.told.threads === threads) return;
    seat.told = { threads, seq: seat.told.seq + 1 };
    seat.member.setLimit(threads, seat.told.seq);
  };
  const divide = () => {
    const shares = shareThreads(
      seats.map((seat) => seat.claim),
      options.threads,
    );
    // What nobody wants stays where it is: an engine that computes now and then need not ask each time.
    let spare = options.threads - shares.reduce((sum, share) => sum + share, 0);
    const targets = seats.map((seat, index) => {
      const share = shares[index] ?? 0;
      const kept = Math.min(spare, Math.max(0, seat.granted - share));
      spare -= kept;
      return { seat, target: share + kept };
    });
    for (const { seat, target } of targets) if (target < seat.granted) tell(seat, target);
    let free = options.threads - seats.reduce((sum, seat) => sum + seat.granted, 0);
    for (const { seat, target } of targets) {
      const more = Math.min(target - seat.granted, free);
      if (target < seat.granted || (more <= 0 && target > seat.granted)) continue;
      free -= more;
      seat.granted += more;
      tell(seat, seat.granted);
    }
    watchTurns(targets.some(({ seat, target }) => seat.claim.wanted > 0 && target === 0));
  };
  /** While somebody has no thread at all, the first goes to the end of the line after its turn. */
  const watchTurns = (isContended: boolean) => {
    if (isContended && turnTimer === null) {
      turnTimer = setTimeout(() => {
        turnTimer = null;
        const first = seats.find((seat) => seat.claim.wanted > 0);
        if (first !== undefined) seats = [...seats.filter((seat) => seat !== first), first];
        divide();
      }, turnMs);
    } else if (!isContended && turnTimer !== null) {
      clearTimeout(turnTimer);
      turnTimer = null;
    }
  };

  return {
    join: (member) => {
      const seat: Seat = {
        member,
        claim: { wanted: 0, urgency: 'document' },
        granted: 0,
        told: { threads: 0, seq: 0 },
      };
      seats = [...seats, seat];
      return {
        wanted: (threads, urgency) => {
          const isNewQuery = urgency === 'query' && threads > 0 && (seat.claim.urgency !== 'query' || seat.claim.wanted === 0);
          seat.claim = { wanted: threads, urgency };
          if (isNewQuery) seats = [seat, ...seats.filter((other) => other !== seat)];
          divide();
        },
        held: (threads, seq) => {
          if (seq !== seat.told.seq) return;
          seat.granted = threads;
          divide();
        },
        leave: () => {
          seats = seats.filter((other) => other !== seat);
          divide();
        },
        share: () => seat.granted,
      };
    },
  };
}
