import type { RightsRepository } from '@carrel/core';
import type { SqlContext } from '../sql/sql-context.ts';
import { createCuratorStatements } from './curator-statements.ts';
import { createMatrixStatements } from './matrix-statements.ts';
import { createReaderStatements } from './reader-statements.ts';

export function createRightsRepository(context: SqlContext): RightsRepository {
  return { ...createReaderStatements(context), ...createCuratorStatements(context), ...createMatrixStatements(context) };
}
