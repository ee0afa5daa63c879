import type { AuditTrail } from '@carrel/audit';
import type { ProviderSettings } from '@carrel/contract';
import { routes } from '@carrel/contract';
import { CarrelError } from '@carrel/core';
import { requirePerson } from '../authentication/require-person.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, handlePublic } from '../http/bind-route.ts';
import type { BeginSignOnDeps } from './begin-sign-on.ts';
import { beginSignOn, callbackUrl } from './begin-sign-on.ts';
import type { SignOnClient } from './sign-on-client.ts';

export interface ConnectionDeps extends BeginSignOnDeps {
  readonly clients: readonly SignOnClient[];
  readonly audit: AuditTrail;
}

/** Which providers there are, how they are set up and whether they work, and which of them a person has connected to themselves. */
export function createConnectionHandlers(deps: ConnectionDeps): readonly BoundRoute[] {
  const { store, clients, audit } = deps;
  const clientOf = (name: string) => {
    const client = clients.find(({ settings }) => settings.name === name);
    if (client === undefined) throw new CarrelError('NOT_FOUND');
    return client;
  };
  return [
    handlePublic(routes.listSignInProviders, () =>
      Promise.resolve({ items: clients.map(({ settings: { name, label } }) => ({ name, label })) }),
    ),

    handle(routes.listConnections, async ({ caller }) => {
      const issuers = new Set((await store.read.signOn.listLinks(caller.userId)).map(({ issuer }) => issuer));
      return {
        items: clients.map(({ settings: { name, label, issuer } }) => ({ name, label, isConnected: issuers.has(issuer) })),
      };
    }),

    handle(routes.listProviderSettings, async () => {
      const people = new Map((await store.read.signOn.countLinks()).map((one) => [one.issuer, one.people]));
      return { items: clients.map((client) => settingsView(client, callbackUrl(deps, client), people)) };
    }),

    handle(routes.testProvider, async ({ params }) => {
      const client = clientOf(params.name);
      return client.examine(callbackUrl(deps, client));
    }),

    handle(routes.connectProvider, async ({ caller, params, request, response }) => {
      if (caller.actor.authentication.sessionRef === undefined) throw new CarrelError('FORBIDDEN', { message: 'expected a session' });
      const client = clientOf(params.name);
      const url = await beginSignOn(deps, { client, request, response, nextPath: '/settings/', linkUserId: caller.userId });
      return { url: url.href };
    }),

    handle(routes.disconnectProvider, async ({ caller, params }) => {
      requirePerson(caller);
      const { userId } = caller;
      const { issuer } = clientOf(params.name).settings;
      await store.transaction(async (transaction) => {
        const links = await transaction.signOn.listLinks(userId);
        const isLastWay = links.length === 1 && !(await transaction.identity.hasPassword(userId));
        if (isLastWay) throw new CarrelError('CONFLICT', { message: 'without a password this is the only way to sign in' });
        if (!(await transaction.signOn.unlink(userId, issuer))) throw new CarrelError('NOT_FOUND');
        await audit.record(transaction, caller.actor, { type: 'sso.unlinked', userId, issuer });
      });
      return { ok: true as const };
    }),
  ];
}

function settingsView({ settings }: SignOnClient, redirectUri: string, people: ReadonlyMap<string, number>): ProviderSettings {
  const { clientSecret: _secret, ...rest } = settings;
  return { ...rest, redirectUri, peopleCount: people.get(settings.issuer) ?? 0 };
}
