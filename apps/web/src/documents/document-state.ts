import type { DocumentView } from '@carrel/contract';

export type DocumentState = DocumentView['state'];

export const workingStates = [
  'received',
  'stored',
  'parsing',
  'chunked',
  'embedding',
  'indexed',
] as const satisfies readonly DocumentState[];

/** Whether something still happens by itself. */
export function isWorking(state: DocumentState): boolean {
  return workingStates.some((working) => working === state);
}

/** The chips above the list: states that mean the same to a person are one. */
export const stateChips = {
  all: null,
  published: ['published'],
  working: workingStates,
  failed: ['failed'],
  quarantined: ['quarantined'],
} as const satisfies Readonly<Record<string, readonly DocumentState[] | null>>;
export type StateChip = keyof typeof stateChips;

/** How many documents a chip stands for. */
export function countOfChip(
  chip: StateChip,
  counts: { readonly total: number; readonly byState: Readonly<Partial<Record<DocumentState, number>>> },
): number {
  const states: readonly DocumentState[] | null = stateChips[chip];
  return states === null ? counts.total : states.reduce((sum, state) => sum + (counts.byState[state] ?? 0), 0);
}

export function stateChipOf(value: string | null): StateChip {
  return value === 'published' || value === 'working' || value === 'failed' || value === 'quarantined' ? value : 'all';
}
