import { keysOf } from './keys-of.ts';
import type { ValueKind } from './value-kinds.ts';
import {
  decimal,
  file,
  flag,
  folder,
  folderList,
  integer,
  listenAddress,
  mailAddress,
  model,
  ocrLanguages,
  oneOf,
  loopbackUrl,
  reserved,
  secretList,
  secretText,
  secretUrl,
  serviceKey,
  text,
  url,
  wordList,
} from './value-kinds.ts';

/** One environment variable. `defaultText` is for people, where the default is not a plain value. */
export interface Setting<Value> {
  readonly variable: `CARREL_${string}`;
  readonly kind: ValueKind<Value>;
  readonly fallback: Value;
  readonly description: string;
  readonly defaultText?: string;
}

interface SettingText {
  readonly description: string;
  readonly defaultText?: string;
}

function setting<Value>(variable: `CARREL_${string}`, kind: ValueKind<Value>, fallback: Value, words: SettingText): Setting<Value> {
  return { variable, kind, fallback, ...words };
}

/** A setting that may be absent. */
function optional<Value>(variable: `CARREL_${string}`, kind: ValueKind<Value>, words: SettingText): Setting<Value | null> {
  return { variable, kind, fallback: null, ...words };
}

const mebibyte = 1024 * 1024;

/**
 * Every setting of Carrel, by concern: the one place from which the configuration, its type, `docs/configuration.md` and
 * `.env.example` are made. The key of a group and of a setting is its place in `Config`.
 */
export const settings = {
  data: {
    dir: setting('CARREL_DATA_DIR', folder, './data', { description: 'The data folder: database, files, index, models, keys.' }),
    isSampleLoaded: setting('CARREL_SAMPLE', flag, true, {
      description: 'Load a small sample knowledge base when the data folder is new.',
    }),
  },
  server: {
    port: optional('CARREL_PORT', integer(1, 65_535), {
      description: 'Port of the web page and the API.',
      defaultText: '3000, or the next free port',
    }),
    host: setting('CARREL_HOST', text('a host name or address'), '127.0.0.1', {
      description: 'Address to listen on. The default is reachable from this machine only.',
    }),
    publicUrl: optional('CARREL_PUBLIC_URL', url(['http', 'https'], 'https://carrel.example.org'), {
      description: 'The address under which people reach Carrel, when it stands behind a proxy.',
      defaultText: 'made from host and port',
    }),
    trustedProxyCount: setting('CARREL_TRUSTED_PROXIES', integer(0, 10), 0, {
      description: 'Number of proxies in front whose X-Forwarded-For header is believed.',
    }),
    isSocketOnly: setting('CARREL_SOCKET_ONLY', flag, false, {
      description: 'Listen on the Unix socket in the data folder alone, on no port.',
    }),
    stopTimeoutMs: setting('CARREL_STOP_TIMEOUT_MS', integer(100, 600_000), 45_000, {
      description: 'How long a process may take to finish its work when it is told to stop, in milliseconds.',
    }),
  },
  database: {
    url: optional('CARREL_DATABASE_URL', secretUrl(['postgres', 'postgresql'], 'postgres://user:password@localhost/carrel'), {
      description: 'PostgreSQL database.',
      defaultText: 'SQLite in the data folder',
    }),
  },
  queue: {
    redisUrl: optional('CARREL_REDIS_URL', secretUrl(['redis', 'rediss'], 'redis://localhost:6379'), {
      description:
        'Redis with maxmemory-policy noeviction, which brings work to many workers quickly. Two installations on one Redis need a database number each: redis://localhost:6379/1. With it, limits are counted over all API processes together.',
      defaultText: 'workers poll the database',
    }),
    pollIntervalMs: setting('CARREL_POLL_INTERVAL_MS', integer(20, 60_000), 500, {
      description: 'How often an idle worker looks for work in the database, in milliseconds.',
    }),
  },
  blobs: {
    uri: optional('CARREL_BLOBS_URI', url(['file', 's3'], 's3://carrel/blobs'), {
      description: 'Where files are kept: a folder (file:///srv/carrel/blobs), or a bucket of an S3-compatible store (s3://BUCKET/PREFIX).',
      defaultText: 'in the data folder',
    }),
    s3Endpoint: optional('CARREL_S3_ENDPOINT', url(['http', 'https'], 'https://s3.example.org:9000'), {
      description: 'Address of that store; the bucket stands in the path.',
      defaultText: 'Amazon’s, by the region',
    }),
    s3Region: setting('CARREL_S3_REGION', text('the name of a region'), 'us-east-1', { description: 'Region of that store.' }),
    s3AccessKey: optional('CARREL_S3_ACCESS_KEY', secretText(1), { description: 'Access key of that store.', defaultText: 'none' }),
    s3SecretKey: optional('CARREL_S3_SECRET_KEY', secretText(1), { description: 'Its secret key.', defaultText: 'none' }),
    cacheBytes: setting('CARREL_BLOBS_CACHE_BYTES', integer(16 * mebibyte, Number.MAX_SAFE_INTEGER), 10 * 1024 * mebibyte, {
      description: 'With such a store: how much of it is kept on this machine’s disk, in bytes, in the folder blobs of the data folder.',
    }),
  },
  index: {
    uri: optional('CARREL_INDEX_URI', url(['file'], 'file:///srv/carrel/index'), {
      description: 'Where the search index is kept.',
      defaultText: 'in the data folder',
    }),
  },
  models: {
    dirs: setting('CARREL_MODELS_DIR', folderList, [], {
      description: 'More folders in which models are looked for: NAME/*.gguf or NAME.gguf, found by NAME.',
      defaultText: 'the folder models in the data folder',
    }),
    llm: optional('CARREL_LLM', model, {
      description: 'The language model that writes answers.',
      defaultText: 'none: answers quote the documents',
    }),
    embedding: optional('CARREL_EMBEDDING', model, {
      description: 'The model that turns text into vectors.',
      defaultText: 'the built-in one',
    }),
    isBuiltinEmbeddingUsed: setting('CARREL_BUILTIN_EMBEDDING', flag, true, {
      description: 'Use the small built-in embedder when CARREL_EMBEDDING names no model. Without either, search is by text alone.',
    }),
    catalogue: optional('CARREL_MODEL_CATALOGUE', file, {
      description: 'A catalogue of your own that lies over the built-in one, with its signature beside it (FILE.sig).',
      defaultText: 'the built-in catalogue alone',
    }),
    catalogueKey: optional('CARREL_MODEL_CATALOGUE_KEY', file, {
      description: 'The Ed25519 public key (PEM) that the own catalogue is signed with.',
      defaultText: 'none',
    }),
    sources: setting('CARREL_MODEL_SOURCES', wordList, ['https://huggingface.co'], {
      description:
        'Where models are got from, in this order: folders, addresses of hubs, and addresses with {file} (and {repository}) in them for mirrors and buckets; separated by commas. Nothing is fetched before somebody asks for it.',
      defaultText: 'https://huggingface.co',
    }),
    redirectHosts: setting('CARREL_MODEL_REDIRECT_HOSTS', wordList, ['huggingface.co', 'hf.co'], {
      description: 'Hosts, subdomains included, to which a source may redirect; separated by commas.',
      defaultText: 'huggingface.co,hf.co',
    }),
    proxy: optional('CARREL_MODEL_PROXY', secretUrl(['http', 'https'], 'http://proxy.example.org:3128'), {
      description: 'Proxy through which models are fetched.',
      defaultText: 'none',
    }),
    reranker: optional('CARREL_RERANKER', reserved, { description: 'For a model that will sort what was found.', defaultText: 'none' }),
    apiKey: optional('CARREL_MODEL_API_KEY', secretText(1), {
      description: 'Key for a model server that asks for one.',
      defaultText: 'none',
    }),
    isRemoteAllowed: setting('CARREL_ALLOW_REMOTE_MODELS', flag, false, {
      description: 'Allow model servers outside this network. Questions and passages are sent to them.',
    }),
    isOffline: setting('CARREL_OFFLINE', flag, false, { description: 'Never open a connection beyond loopback and private addresses.' }),
    threads: optional('CARREL_INFERENCE_THREADS', integer(1, 1_024), {
      description: 'Processor threads for models.',
      defaultText: 'the cores that the process may use',
    }),
    listen: optional('CARREL_INFERENCE_LISTEN', listenAddress, {
      description:
        'Where the inference worker listens, when it is reached from other machines or containers: name it there by http://HOST:PORT in CARREL_LLM and CARREL_EMBEDDING. It asks nobody who they are: only within a network of its own.',
      defaultText: 'on a Unix socket in the data folder alone',
    }),
    contextTokens: setting('CARREL_CONTEXT_TOKENS', integer(256, 1_048_576), 4_096, {
      description: 'Tokens of context that a language model on this machine is given; never more than it was trained for.',
    }),
  },
  ingest: {
    workers: setting('CARREL_INGEST_WORKERS', integer(1, 32), 1, {
      description:
        'Processes that read and embed documents side by side; one of them at a time writes the index. Each takes some 100 MB when idle.',
    }),
    concurrency: optional('CARREL_INGEST_CONCURRENCY', integer(1, 256), {
      description: 'Documents that one worker handles at a time.',
      defaultText: 'sixteen for each core that the process may use, as far as memory allows',
    }),
    parseTimeoutMs: setting('CARREL_PARSE_TIMEOUT_MS', integer(100, 3_600_000), 120_000, {
      description: 'How long reading one file may take, in milliseconds.',
    }),
    parseCpuMs: setting('CARREL_PARSE_CPU_MS', integer(100, 3_600_000), 60_000, {
      description: 'How much processor time reading one file may take, or one page by OCR, in milliseconds.',
    }),
    profile: setting('CARREL_PROFILE', oneOf(['standard', 'regulated']), 'standard', {
      description: 'With regulated, files are read only where the system keeps parsers from the network; otherwise they fail and say so.',
    }),
    parseMemoryBytes: setting('CARREL_PARSE_MEMORY_BYTES', integer(128 * mebibyte, 64 * 1024 * mebibyte), 1024 * mebibyte, {
      description: 'How much memory reading one file may take, in bytes.',
    }),
    backlogBytes: setting('CARREL_INGEST_BACKLOG_BYTES', integer(1, Number.MAX_SAFE_INTEGER), 2 * 1024 * mebibyte, {
      description: 'Watched folders are read no further while files of so many bytes wait to be worked on.',
    }),
    sourceIntervalMs: setting('CARREL_SOURCE_INTERVAL_MS', integer(100, 3_600_000), 7_000, {
      description:
        'How long a watched folder is left alone between two looks, in milliseconds; twice as long at most where a look takes long.',
    }),
    sourceSettleMs: setting('CARREL_SOURCE_SETTLE_MS', integer(0, 3_600_000), 4_000, {
      description: 'How long a file of a watched folder must have been left alone before it is read, in milliseconds.',
    }),
    ocrLanguages: setting('CARREL_OCR_LANGUAGES', ocrLanguages, ['eng', 'deu'], {
      description: 'Languages of text in scans and pictures. Each needs the package @tesseract.js-data/CODE; eng and deu are there.',
      defaultText: 'eng,deu',
    }),
  },
  limits: {
    uploadSizeBytes: setting('CARREL_UPLOAD_MAX_BYTES', integer(1, 10_240 * mebibyte), 100 * mebibyte, {
      description: 'Size of one uploaded file, in bytes.',
    }),
    uploadFilesPerRequest: setting('CARREL_UPLOAD_MAX_FILES', integer(1, 1_000), 20, { description: 'Files in one upload.' }),
    uploadBytesPerHour: setting('CARREL_UPLOAD_BYTES_PER_HOUR', integer(1, Number.MAX_SAFE_INTEGER), 20 * 1024 * mebibyte, {
      description: 'What one person may upload in an hour, in bytes.',
    }),
    jsonBodyBytes: setting('CARREL_JSON_MAX_BYTES', integer(1_024, 16 * mebibyte), 16 * 1024, {
      description: 'Size of a request that is not an upload, in bytes.',
    }),
    asksPerMinute: setting('CARREL_ASKS_PER_MINUTE', integer(1, 100_000), 20, {
      description: 'Questions that one person may ask in a minute.',
    }),
    searchesPerMinute: setting('CARREL_SEARCHES_PER_MINUTE', integer(1, 100_000), 120, {
      description: 'Searches that one person may make in a minute.',
    }),
    signInsPerMinute: setting('CARREL_SIGN_INS_PER_MINUTE', integer(1, 10_000), 5, {
      description: 'Attempts to sign in, by account and address, in a minute.',
    }),
    exportsPerHour: setting('CARREL_EXPORTS_PER_HOUR', integer(1, 10_000), 5, {
      description: 'Exports that one person may make in an hour.',
    }),
    runningAsksPerPerson: setting('CARREL_RUNNING_ASKS', integer(1, 1_000), 2, {
      description: 'Questions of one person that are answered at the same time; three more wait.',
    }),
    answerQueueMs: setting('CARREL_ANSWER_QUEUE_MS', integer(0, 600_000), 15_000, {
      description: 'How long a question may wait for a free model, in milliseconds.',
    }),
  },
  generation: {
    temperature: setting('CARREL_TEMPERATURE', decimal(0, 2), 0, {
      description: 'How freely the model chooses words. 0 takes the likeliest.',
    }),
    topP: setting('CARREL_TOP_P', decimal(0, 1), 1, { description: 'Part of the probability from which words are chosen.' }),
    seed: setting('CARREL_SEED', integer(0, 4_294_967_295), 1, { description: 'Start of the random choice.' }),
    maxAnswerTokens: setting('CARREL_MAX_ANSWER_TOKENS', integer(16, 32_768), 512, {
      description: 'Length of an answer, in tokens of the model.',
    }),
  },
  audit: {
    maxWaitMs: setting('CARREL_AUDIT_MAX_WAIT_MS', integer(10, 60_000), 2_000, {
      description: 'How long an answer waits for its record before it is refused, in milliseconds.',
    }),
    journalDir: optional('CARREL_AUDIT_JOURNAL', folder, {
      description:
        'Folder of the journal, a second copy of the log that is written before each commit. Belongs on another disk: see docs/compliance.md.',
      defaultText: 'none: the log is kept in the database alone',
    }),
    journalMode: setting('CARREL_AUDIT_JOURNAL_MODE', oneOf(['strict', 'available']), 'strict', {
      description: 'While the journal cannot be written: strict gives no answers, available goes on without it for 15 minutes.',
    }),
    sequencerUrl: optional('CARREL_AUDIT_URL', url(['http'], 'http://audit:7070'), {
      description: 'Where the process that numbers the log is told to hurry, when it runs on another machine or in another container.',
      defaultText: 'a Unix socket in the data folder',
    }),
    listen: optional('CARREL_AUDIT_LISTEN', listenAddress, {
      description: 'Where that process listens for this, besides its Unix socket: only within a network of its own.',
      defaultText: 'on the Unix socket alone',
    }),
    witnessPolicyFile: optional('CARREL_AUDIT_WITNESS_POLICY', file, {
      description: 'The witnesses that are to cosign the log, with their addresses (C2SP tlog-policy): see docs/compliance.md.',
      defaultText: 'none: checkpoints are signed by the log alone',
    }),
  },
  backup: {
    includesKeys: setting('CARREL_BACKUP_KEYS', flag, true, {
      description: 'Whether backups hold the keys of the data folder. Without them, keep the folder keys elsewhere.',
    }),
  },
  secrets: {
    auth: optional('CARREL_AUTH_SECRET', secretText(32), {
      description: 'Secret that signs sessions.',
      defaultText: 'made at the first start and kept in the data folder',
    }),
  },
  signIn: {
    oidcFile: optional('CARREL_OIDC_FILE', file, {
      description: 'Identity providers for single sign-on, as JSON: see docs/sign-in.md.',
      defaultText: 'none: people sign in with a password',
    }),
    isSecondFactorRequired: setting('CARREL_REQUIRE_SECOND_FACTOR', flag, false, {
      description: 'Administration only with a second factor, or after single sign-on.',
    }),
  },
  mail: {
    smtpUrl: optional('CARREL_SMTP_URL', secretUrl(['smtp', 'smtps'], 'smtp://user:password@mail.example.org:587'), {
      description:
        'Mail server for invitations, sign-in links and security notices. smtps:// is encrypted from the beginning; smtp:// begins with STARTTLS, which is required unless the server lies within this network.',
      defaultText: 'none: links are handed over by whoever made them',
    }),
    from: optional('CARREL_MAIL_FROM', mailAddress, {
      description: 'Sender of mails. Needed with CARREL_SMTP_URL.',
      defaultText: 'none',
    }),
    language: setting('CARREL_MAIL_LANGUAGE', oneOf(['en', 'de']), 'en', { description: 'Language of mails.' }),
  },
  slackDoor: {
    key: optional('CARREL_SLACK_KEY', serviceKey, {
      description:
        'Secret that the Slack bot shows to the API: "carrel_" and 43 letters, digits, - or _. Only needed where the two do not share a data folder.',
      defaultText: 'made at the first start with Slack and kept in the data folder',
    }),
  },
  slack: {
    botTokens: optional('CARREL_SLACK_BOT_TOKEN', secretList('xoxb-'), {
      description: 'Bot tokens of the Slack app (xoxb-…), one for each workspace, separated by commas: see docs/slack.md.',
      defaultText: 'none: no Slack',
    }),
    appToken: optional('CARREL_SLACK_APP_TOKEN', secretText(10), {
      description:
        'App-level token (xapp-…) with connections:write: the bot connects to Slack, and nothing of Carrel need be reachable from there.',
      defaultText: 'none: Slack calls CARREL_SLACK_PORT',
    }),
    signingSecret: optional('CARREL_SLACK_SIGNING_SECRET', secretText(16), {
      description: 'Signing secret of the Slack app, with which calls of Slack are checked. For HTTP in place of CARREL_SLACK_APP_TOKEN.',
      defaultText: 'none',
    }),
    port: setting('CARREL_SLACK_PORT', integer(1, 65_535), 3_100, {
      description: 'Port on which the bot takes calls of Slack, when it has no app-level token.',
    }),
    host: setting('CARREL_SLACK_HOST', text('a host name or address'), '127.0.0.1', {
      description: 'Address on which the bot takes calls of Slack.',
    }),
    serverUrl: optional('CARREL_SLACK_SERVER', url(['http', 'https'], 'https://carrel.example.org'), {
      description: 'Where the bot finds the API.',
      defaultText: 'on this machine',
    }),
    apiUrl: optional('CARREL_SLACK_API_URL', loopbackUrl, {
      description: 'Address of a stand-in for Slack, for tests. On this machine alone.',
      defaultText: 'Slack',
    }),
  },
  client: {
    serverUrl: optional('CARREL_SERVER', url(['http', 'https'], 'https://carrel.example.org'), {
      description: 'The server that the command line talks to.',
      defaultText: 'the one of the data folder',
    }),
    key: optional('CARREL_KEY', secretText(1), {
      description: 'API key with which the command line talks to that server.',
      defaultText: 'none',
    }),
  },
  log: {
    level: setting('CARREL_LOG_LEVEL', oneOf(['debug', 'info', 'warn', 'error', 'silent']), 'info', {
      description: 'The least important entries that are logged.',
    }),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Setting<unknown>>>>>;

export type SettingGroup = keyof typeof settings;

/** The variable that names the file in which a secret lies. */
export function fileVariable(variable: Setting<unknown>['variable']): string {
  return `${variable}_FILE`;
}

/** The variables that a setting is read from. */
export function variablesOf({ variable, kind }: Setting<unknown>): readonly string[] {
  return kind.isSecret === true ? [variable, fileVariable(variable)] : [variable];
}

/** The settings in order, without their types: for documents and for checks of names. */
export function listSettings(): readonly { readonly group: SettingGroup; readonly setting: Setting<unknown> }[] {
  return groupNames().flatMap((group) => Object.values<Setting<unknown>>(settings[group]).map((one) => ({ group, setting: one })));
}

export function groupNames(): readonly SettingGroup[] {
  return keysOf(settings);
}
