import type { AccessMatrixView } from '@carrel/contract';

export type Collection = AccessMatrixView['collections'][number];
export type Group = AccessMatrixView['groups'][number];
export type Cell = AccessMatrixView['cells'][number];
export type Right = NonNullable<Cell['direct']>;
