import type { providerFindingWords } from '@carrel/contract';

/** What a test of a provider found, and what to do, in German. */
export const providerFindingWordsDe: typeof providerFindingWords = {
  DISCOVERY_HOST_REFUSED: ({ found }) =>
    `Carrel darf sich nicht mit ${found ?? 'diesem Rechner'} verbinden. Setzen Sie CARREL_OFFLINE=0, oder nehmen Sie einen Dienst im eigenen Netz.`,
  DISCOVERY_UNREACHABLE: ({ expected, found }) =>
    `${expected ?? 'Die Adresse'} antwortete nicht (${found ?? 'ohne Grund'}). Prüfen Sie den Aussteller in CARREL_OIDC_FILE, den Namensdienst und die Firewall.`,
  DISCOVERY_CERTIFICATE: ({ found }) =>
    `Dem Zertifikat des Dienstes wird nicht vertraut (${found ?? 'ohne Grund'}). Geben Sie Node seine Zertifizierungsstelle mit NODE_EXTRA_CA_CERTS und starten Sie Carrel neu.`,
  DISCOVERY_STATUS: ({ expected, found }) =>
    `${expected ?? 'Die Adresse'} antwortete mit Status ${found ?? '?'}. Der Aussteller in CARREL_OIDC_FILE ist wohl unvollständig, etwa ohne Realm oder Mandant.`,
  DISCOVERY_NOT_JSON: ({ expected }) =>
    `Was ${expected ?? 'die Adresse'} schickt, ist kein Dokument von OpenID Connect. Der Aussteller in CARREL_OIDC_FILE nennt wohl eine andere Seite.`,
  ISSUER_DIFFERS: ({ expected, found }) =>
    `Der Dienst nennt sich ${found ?? 'nicht'}, eingestellt ist ${expected ?? 'nichts'}. Übernehmen Sie seinen Namen genau in CARREL_OIDC_FILE, bis zum letzten Schrägstrich.`,
  ENDPOINT_MISSING: ({ expected }) => `Der Dienst nennt kein ${expected ?? 'Ziel'}. Er bietet die Anmeldung nicht, die Carrel braucht.`,
  ENDPOINT_NOT_ENCRYPTED: ({ found }) =>
    `${found ?? 'Eine Adresse des Dienstes'} ist nicht verschlüsselt. Richten Sie den Dienst mit https ein.`,
  CODE_FLOW_MISSING: () => 'Der Dienst bietet den Authorization Code Flow (response type „code“) nicht an. Erlauben Sie ihn dort.',
  PKCE_MISSING: () => 'Der Dienst sagt nicht, dass er PKCE mit S256 kann. Die Anmeldung geht; sicherer ist ein Dienst, der es kann.',
  ALGORITHM_MISSING: ({ expected, found }) =>
    `Der Dienst unterschreibt mit ${found ?? 'nichts'}, erwartet wird ${expected ?? 'nichts'}. Ändern Sie tokenAlgorithm in CARREL_OIDC_FILE.`,
  KEYS_UNREACHABLE: ({ expected, found }) =>
    `Die Schlüssel unter ${expected ?? 'der Adresse'} lassen sich nicht lesen (${found ?? 'ohne Grund'}). Prüfen Sie, ob diese Maschine auch diese Adresse erreicht.`,
  KEY_MISSING: ({ expected, found }) =>
    `Keiner der ${found ?? '0'} Schlüssel des Dienstes passt zu ${expected ?? 'dem Verfahren'}. Machen Sie dort einen, oder ändern Sie tokenAlgorithm in CARREL_OIDC_FILE.`,
  CLOCK_DIFFERS: ({ found }) =>
    `Die Uhren dieser Maschine und des Dienstes gehen um ${found ?? 'einige'} Sekunden auseinander. Schalten Sie die Zeitsynchronisation (NTP) ein; sonst gelten Token als abgelaufen.`,
  CLOCK_UNKNOWN: () => 'Der Dienst sagt seine Uhrzeit nicht. Soweit zu sehen ist, stimmt alles.',
  CLIENT_REFUSED: ({ found }) =>
    `Der Dienst nimmt Client-Kennung oder Client-Geheimnis nicht an (${found ?? 'ohne Grund'}). Übernehmen Sie beide neu in CARREL_OIDC_FILE; ein Geheimnis kann abgelaufen sein.`,
  CLIENT_UNKNOWN: ({ found }) =>
    `Ob der Dienst das Client-Geheimnis annimmt, ließ sich nicht feststellen (${found ?? 'ohne Grund'}). Eine Anmeldung zeigt es.`,
};
