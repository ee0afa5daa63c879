import type { MailWords } from './mail-words.ts';

/** Mails in German. */
export const mailWordsDe: MailWords = {
  links: {
    invitation: ({ by, url, expiresAt }) => ({
      subject: 'Ihre Einladung zu Carrel',
      paragraphs: [
        `${by} hat Sie zu Carrel eingeladen, der Wissensbasis Ihrer Firma. Öffnen Sie diesen Link und setzen Sie Namen und Passwort:`,
        url,
        `Der Link gilt einmal, bis ${expiresAt}. Wer ihn hat, kann herein; geben Sie ihn nicht weiter. Wenn Sie ihn nicht erwartet haben, lassen Sie ihn liegen: er endet von selbst.`,
      ],
    }),
    'sign-in-link': ({ by, url, expiresAt }) => ({
      subject: 'Ihr Link zur Anmeldung bei Carrel',
      paragraphs: [
        `${by} hat für Sie einen Link gemacht, mit dem Sie sich bei Carrel anmelden und ein neues Passwort setzen können:`,
        url,
        `Der Link gilt einmal, bis ${expiresAt}. Wer ihn hat, kann herein; geben Sie ihn nicht weiter. Wenn Sie nicht darum gebeten haben, sagen Sie es einem Admin.`,
      ],
    }),
  },
  notices: {
    'link-made': ({ at }) => ({
      subject: 'Für Ihr Carrel-Konto wurde ein Link zur Anmeldung gemacht',
      paragraphs: [
        `Am ${at} hat ein Admin einen Einmal-Link gemacht, mit dem sich jemand als Sie anmelden und ein neues Passwort setzen kann. Sie bekommen ihn von dort.`,
      ],
    }),
    'password-changed': ({ at }) => ({
      subject: 'Ihr Carrel-Passwort wurde geändert',
      paragraphs: [`Am ${at} wurde das Passwort Ihres Kontos geändert.`],
    }),
    'second-factor-removed': ({ at }) => ({
      subject: 'Der zweite Faktor Ihres Carrel-Kontos wurde entfernt',
      paragraphs: [`Am ${at} wurde der zweite Faktor Ihres Kontos entfernt. Seitdem lässt das Passwort allein jemanden herein.`],
    }),
    'passkey-added': ({ at }) => ({
      subject: 'Ihrem Carrel-Konto wurde ein Passkey hinzugefügt',
      paragraphs: [
        `Am ${at} wurde Ihrem Konto ein Passkey hinzugefügt. Wer das Gerät hat und entsperren kann, kann sich damit als Sie anmelden.`,
      ],
    }),
    'passkey-removed': ({ at }) => ({
      subject: 'Ein Passkey Ihres Carrel-Kontos wurde entfernt',
      paragraphs: [`Am ${at} wurde ein Passkey Ihres Kontos entfernt.`],
    }),
    'address-changed': ({ at }) => ({
      subject: 'Die Adresse Ihres Carrel-Kontos wurde geändert',
      paragraphs: [
        `Am ${at} bekam Ihr Konto eine andere E-Mail-Adresse. Nachrichten gehen von nun an dorthin; dies ist die letzte an diese Adresse.`,
      ],
    }),
  },
  notYou:
    'Wenn Sie das nicht waren, sagen Sie es sofort einem Admin von Carrel: Admins können Ihre Sitzungen beenden und Ihnen einen neuen Zugang geben.',
  footer: ({ baseUrl, email }) =>
    `Carrel unter ${baseUrl}, für ${email}. Diese Nachricht hat ein Programm geschrieben; Antworten liest niemand.`,
};
