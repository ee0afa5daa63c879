import type { RightsNav } from './rights-nav.ts';

/** Words of the way to the pages of people and rights, in German. */
export const rightsNavDe: RightsNav = {
  nav: 'Personen und Rechte',
  tabs: {
    label: 'Personen und Rechte',
    people: 'Personen',
    invitations: 'Einladungen',
    groups: 'Gruppen',
    policies: 'Richtlinien',
    access: 'Matrix',
    readers: 'Wer darf lesen',
    keys: 'Schlüssel',
    signOn: 'Anmeldung',
  },
};
