import { closeSync, openSync } from 'node:fs';
import { faultPoints, listenToFaultPoints } from '@carrel/core';
import type { Environment } from '../config/load-config.ts';

/**
 * For tests: `CARREL_TEST_FAULT=publish.before-commit@2` ends this process by SIGKILL when it comes to that point for the
 * second time; once, when `CARREL_TEST_FAULT_MARK` names a file, which is made before. Without the variable nothing is done.
 *
 * @throws when the name is none.
 */
export function armFaultPoint(environment: Environment): void {
  const order = environment['CARREL_TEST_FAULT'];
  if (order === undefined || order === '') return;
  const [name = '', count = '1'] = order.split('@');
  if (!faultPoints.some((known) => known === name)) throw new TypeError(`CARREL_TEST_FAULT: there is no point "${name}"`);
  const mark = environment['CARREL_TEST_FAULT_MARK'];
  let left = Number(count);
  listenToFaultPoints((reached) => {
    if (reached !== name) return;
    left -= 1;
    if (left === 0 && isFirst(mark)) process.kill(process.pid, 'SIGKILL');
  });
}

function isFirst(mark: string | undefined): boolean {
  if (mark === undefined) return true;
  try {
    closeSync(openSync(mark, 'wx'));
    return true;
  } catch {
    return false;
  }
}
