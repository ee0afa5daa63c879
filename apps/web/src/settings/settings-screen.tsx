import type { ReactNode } from 'react';
import { useMe } from '../api/identity-queries.ts';
import { useMessages } from '../messages/language.tsx';
import { useRightsWords } from '../messages/use-rights-words.ts';
import { WorkHeader } from '../shell/work-header.tsx';
import { AccountFacts } from './account-facts.tsx';
import { Appearance } from './appearance.tsx';
import { hasOwnAddress } from '../sign-in/has-own-address.ts';
import { CompleteSetup } from './complete-setup.tsx';
import { CompanySettings } from './company-settings.tsx';
import { Connections } from './connections.tsx';
import { SecondFactor } from './second-factor.tsx';
import { OwnKeys } from '../keys/own-keys.tsx';
import { SessionList } from './session-list.tsx';
import { PasskeyList } from './passkey-list.tsx';
import { PasswordChange } from './password-change.tsx';

export function SettingsScreen() {
  const messages = useMessages();
  const rightsWords = useRightsWords();
  const words = messages.settings;
  const me = useMe().data;
  if (!me) return <WorkHeader title={words.title} />;
  return (
    <>
      <WorkHeader title={words.title} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-[680px] flex-col gap-8 px-4 py-6 tablet:px-6">
          {!hasOwnAddress(me) && (
            <Section title={words.completeTitle}>
              <CompleteSetup />
            </Section>
          )}
          <Section title={words.appearance}>
            <Appearance />
          </Section>
          {me.roles.includes('admin') && (
            <Section title={messages.desk.firstSteps.company}>
              <CompanySettings company={me.company} />
            </Section>
          )}
          <Section title={words.account}>
            <AccountFacts me={me} />
          </Section>
          {hasOwnAddress(me) && me.hasPassword && (
            <Section title={words.changePassword}>
              <PasswordChange email={me.email} />
            </Section>
          )}
          {hasOwnAddress(me) && (
            <Section title={messages.access.secondFactor.title}>
              <SecondFactor me={me} />
            </Section>
          )}
          <Section title={messages.access.passkeys.title}>
            <PasskeyList />
          </Section>
          <Connections>{(list) => <Section title={messages.access.connections.title}>{list}</Section>}</Connections>
          <Section title={rightsWords.keys.own}>
            <OwnKeys />
          </Section>
          <Section title={messages.access.sessions.title}>
            <SessionList />
          </Section>
        </div>
      </div>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="flex flex-col gap-4 border-b border-line pb-8 last:border-b-0">
      <h2 className="text-lead font-semibold">{title}</h2>
      {children}
    </section>
  );
}
