import type { Me } from '@carrel/contract';
import { useFormat, useMessages } from '../messages/language.tsx';

export function AccountFacts({ me }: { readonly me: Me }) {
  const messages = useMessages();
  const format = useFormat();
  const words = messages.settings;
  const rows = [
    [words.name, me.name],
    [words.email, me.email],
    [words.roles, format.list(me.roles.map((role) => words.roleNames[role]))],
    ...(me.groups.length > 0 ? [[words.groups, format.list(me.groups.map((group) => group.name))] as const] : []),
  ] as const;
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 tablet:grid-cols-[140px_auto] tablet:gap-y-3">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="break-words max-tablet:pb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
