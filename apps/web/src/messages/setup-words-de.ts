import type { Messages } from './en.ts';

/** Words of the first steps, in German. */
export const setupWordsDe: Messages['setup'] = {
  invitedTitle: (name) => `Willkommen, ${name}`,
  invitedBody: 'Setzen Sie ein Passwort, mit dem Sie sich künftig anmelden.',
  name: 'Ihr Name',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  submit: 'Speichern und beginnen',
  later: 'Später',
  laterHint: 'Hier bleiben Sie angemeldet; für eine neue Anmeldung brauchen Sie einen neuen Link.',
};
