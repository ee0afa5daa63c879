import type { AskEvent, AskResult, CitationView, PassageView } from '@carrel/contract';
import { ProblemError } from '@carrel/contract';

/** How a question that is being answered in this window ended. */
export type LiveOutcome =
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: AskResult }
  /** The person stopped it. */
  | { readonly kind: 'stopped' }
  /** The server refused, or the connection broke. */
  | { readonly kind: 'failed'; readonly error: unknown };

/** A question asked in this window, as far as it is answered. */
export interface LiveTurn {
  /** Stays the same from the first moment on, so that the page never draws the turn anew. */
  readonly key: string;
  readonly question: string;
  /** Ids of collections that were chosen; empty: all. */
  readonly collections: readonly string[];
  readonly conversationId: string | null;
  readonly answerId: string | null;
  readonly createdAt: string;
  readonly stage: 'sending' | 'searching' | 'reading' | 'writing' | 'checking';
  /** 0…1; null: not known. */
  readonly readShare: number | null;
  readonly passages: readonly PassageView[] | null;
  readonly text: string;
  /** The newest sentences, for screen readers. */
  readonly newest: string;
  readonly citations: readonly CitationView[];
  readonly outcome: LiveOutcome;
}

export function startLiveTurn(input: Pick<LiveTurn, 'key' | 'question' | 'collections' | 'conversationId' | 'createdAt'>): LiveTurn {
  return {
    ...input,
    answerId: null,
    stage: 'sending',
    readShare: null,
    passages: null,
    text: '',
    newest: '',
    citations: [],
    outcome: { kind: 'running' },
  };
}

/** The turn after one more event of the stream. Pure. */
export function advanceLiveTurn(turn: LiveTurn, event: AskEvent): LiveTurn {
  switch (event.type) {
    case 'accepted':
      return { ...turn, answerId: event.answerId, conversationId: event.conversationId, stage: 'searching' };
    case 'passages':
      return { ...turn, passages: event.passages, stage: 'reading' };
    case 'progress':
      return { ...turn, stage: event.stage, readShare: shareOf(event.tokens, event.totalTokens) };
    case 'citation':
      return { ...turn, citations: [...turn.citations.filter((known) => known.number !== event.citation.number), event.citation] };
    case 'delta':
      return { ...turn, text: turn.text + event.text, newest: event.text, stage: 'writing' };
    case 'done':
      return { ...turn, text: event.result.answer, citations: event.result.citations, outcome: { kind: 'done', result: event.result } };
    case 'error':
      return { ...turn, outcome: { kind: 'failed', error: new ProblemError(event.problem) } };
  }
}

function shareOf(tokens: number | undefined, totalTokens: number | undefined): number | null {
  return tokens === undefined || totalTokens === undefined || totalTokens === 0 ? null : Math.min(1, tokens / totalTokens);
}
