import type { Route } from '@carrel/contract';
import type { Clock } from '@carrel/core';
import { CarrelError } from '@carrel/core';
import type { Caller } from './caller.ts';

/** A desk that was left for longer than this cannot be used to make keys or to change who may do what. */
const freshMs = 10 * 60_000;

export interface SessionDemandOptions {
  /** Administration only after a second factor, or after single sign-on, where the provider asks for it. */
  readonly isSecondFactorRequired: boolean;
}

/**
 * What routes demand of a session beyond roles: for sensitive ones a proof within the last minutes, for administration a second
 * factor where the operator wants it. Keys have scopes instead, and the owner of the data folder could change the database.
 * @throws FRESH_SIGN_IN_REQUIRED, SECOND_FACTOR_REQUIRED.
 */
export function createSessionDemands(
  { clock }: { readonly clock: Clock },
  { isSecondFactorRequired }: SessionDemandOptions,
): (route: Pick<Route, 'isSensitive' | 'access'>, caller: Caller) => void {
  return ({ isSensitive, access }, { actor, confirmedMs }) => {
    if (confirmedMs === undefined) return;
    const isForAdmins = access.kind === 'signed-in' && access.roles?.includes('admin') === true && access.scope === 'admin';
    const { method, isMultiFactor } = actor.authentication;
    if (isSecondFactorRequired && isForAdmins && method !== 'oidc' && isMultiFactor !== true)
      throw new CarrelError('SECOND_FACTOR_REQUIRED');
    if (isSensitive === true && clock.nowMs() - confirmedMs > freshMs) throw new CarrelError('FRESH_SIGN_IN_REQUIRED');
  };
}
