import type { SlackWords } from './slack-words.ts';

/** Words of Slack, in German. */
export const slackWordsDe: SlackWords = {
  title: 'Slack',
  link: {
    title: 'Dieses Slack-Konto verbinden?',
    account: 'Slack-Konto',
    team: 'Workspace',
    person: 'Carrel-Konto',
    warning:
      'Nur fortfahren, wenn Sie diesen Link gerade selbst in Slack von Carrel erbeten haben. Wer jenes Slack-Konto benutzt, kann als Sie fragen und lesen, was Sie lesen dürfen.',
    confirm: 'Verbinden',
    cancel: 'Nicht verbinden',
    done: 'Verbunden',
    doneBody: 'Zurück zu Slack, und dort fragen. In den Einstellungen lässt sich das Konto jederzeit trennen.',
    toCarrel: 'Carrel öffnen',
    privacy: 'Was Sie in Slack fragen, und die Antworten dort, gehen über Slack. Dokumente bleiben auf den Rechnern Ihres Unternehmens.',
    refused: 'Es wurde nichts verbunden.',
    none: 'Hier ist kein Link',
    noneBody: 'Schreiben Sie Carrel in Slack: Sie erhalten einen Link, der Ihr Konto verbindet.',
  },
  own: {
    body: 'Slack-Konten, die als Sie fragen. Schreiben Sie Carrel in Slack, um eines zu verbinden.',
    none: 'Kein Slack-Konto ist verbunden.',
    since: 'verbunden',
    remove: 'Trennen',
    removeTitle: (name: string) => `${name} trennen?`,
    removeBody: 'Ab der nächsten Nachricht erhält dieses Slack-Konto keine Antworten mehr.',
  },
  bot: {
    title: 'Slack für alle',
    off: 'Slack ist auf diesem Carrel nicht eingerichtet. docs/slack.md sagt Schritt für Schritt, wie es geht.',
    states: { connected: 'Verbunden', disconnected: 'Nicht mit Slack verbunden', silent: 'Der Bot antwortet nicht' },
    seen: 'letztes Lebenszeichen',
    mode: { socket: 'Socket Mode', http: 'HTTP' },
    counts: { questions: 'Fragen', running: 'laufend', refusals: 'abgewiesen', failures: 'fehlgeschlagen' },
    test: 'Verbindung prüfen',
    testing: 'Wird geprüft …',
    tested: 'Geprüft',
    noResult: 'Der Bot hat in 30 Sekunden kein Ergebnis gegeben. Sein Protokoll sagt mehr.',
    checks: { token: 'Token', scopes: 'Berechtigungen', connection: 'Ereignisse aus Slack', carrel: 'Carrel selbst' },
    passed: 'geht',
    failed: 'geht nicht',
    missing: (scopes: string) => `es fehlt: ${scopes}`,
    people: (text: string) => `Verbundene Personen: ${text}`,
    nobody: 'Noch niemand hat ein Slack-Konto verbunden.',
  },
};
