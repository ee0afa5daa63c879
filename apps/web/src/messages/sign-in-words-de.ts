import type { SignInWords } from './sign-in-words.ts';

/** Words of the sign-in, in German. */
export const signInWordsDe: SignInWords = {
  title: 'Anmelden',
  email: 'E-Mail-Adresse',
  password: 'Passwort',
  submit: 'Anmelden',
  working: 'Anmeldung läuft',
  wrong: 'E-Mail-Adresse und Passwort passen nicht zusammen. Prüfen Sie beide; beim Passwort zählt Groß- und Kleinschreibung.',
  tooMany: 'Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
  or: 'oder',
  withProvider: (label) => `Weiter mit ${label}`,
  secondTitle: 'Noch ein Schritt',
  secondBody: 'Geben Sie den Code ein, den Ihre Authenticator-App zeigt.',
  secondCode: 'Code',
  recoveryBody: 'Geben Sie einen der Ersatzcodes ein, die Sie aufbewahrt haben. Er gilt einmal.',
  recoveryCode: 'Ersatzcode',
  useRecovery: 'Das Telefon ist nicht da',
  useApp: 'Doch einen Code der App eingeben',
  secondWrong: 'Der Code stimmt nicht, wurde schon benutzt oder kam zu spät. Nach mehreren Versuchen beginnen Sie wieder mit dem Passwort.',
  again: 'Von vorn beginnen',
  problems: {
    SIGN_ON_FAILED:
      'Die Anmeldung beim anderen Dienst ist nicht gelungen. Versuchen Sie es noch einmal; gelingt es wieder nicht, sagen Sie der Verwaltung Bescheid.',
    SIGN_ON_UNKNOWN:
      'Zu diesem Konto gehört hier noch niemand. Melden Sie sich mit Passwort an und verbinden Sie es in den Einstellungen, oder fragen Sie die Verwaltung.',
    SIGN_ON_ADDRESS_TAKEN:
      'Diese E-Mail-Adresse hat hier schon jemand. Sind Sie es, melden Sie sich mit Passwort an und verbinden Sie das Konto in den Einstellungen.',
    SIGN_ON_UNAVAILABLE: 'Der andere Dienst ist nicht zu erreichen. Versuchen Sie es gleich noch einmal, oder nehmen Sie Ihr Passwort.',
    RATE_LIMITED: 'Zu viele Versuche. Warten Sie eine Minute und versuchen Sie es dann noch einmal.',
    CONFLICT: 'Dieses Konto gehört hier schon jemand anderem.',
  },
  linkWorking: 'Der Einmal-Link wird geprüft',
  linkFailedTitle: 'Dieser Link gilt nicht mehr',
  linkFailedBody:
    'Ein Anmelde-Link gilt einmal und nur kurze Zeit. Starten Sie Carrel neu, um einen neuen zu bekommen, oder melden Sie sich mit Ihrem Passwort an.',
  toSignIn: 'Mit Passwort anmelden',
  privacy: 'Fragen, Dokumente und Antworten bleiben auf den Rechnern Ihrer Firma.',
};
