import { readFileSync } from 'node:fs';
import { CarrelError } from '@carrel/core';
import type { Setting, SettingGroup, settings as settingTable } from './settings.ts';
import { fileVariable, groupNames, listSettings, settings, variablesOf } from './settings.ts';

type ValueOf<One> = One extends Setting<infer Value> ? Value : never;

/** All settings by concern. Paths are absolute; `null` is "not set". */
export type Config = {
  readonly [Group in SettingGroup]: {
    readonly [Name in keyof (typeof settingTable)[Group]]: ValueOf<(typeof settingTable)[Group][Name]>;
  };
};

/** Environment variables, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the configuration from environment variables. Pure but for the default of `workingDir` and the files that hold secrets.
 *
 * An empty variable counts as not set. Relative paths are resolved against `workingDir`.
 * @throws INVALID_CONFIGURATION with every problem at once: variable, expected form, and what was found (not for secrets).
 */
export function loadConfig(environment: Environment, workingDir: string = process.cwd()): Config {
  const problems: string[] = [];
  const groups = groupNames().map((group) => {
    const entries = Object.entries<Setting<unknown>>(settings[group]).map(([name, one]) => [
      name,
      valueOf(one, environment, workingDir, problems),
    ]);
    return [group, Object.fromEntries(entries)] as const;
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- keys and value types both come from the table, entry by entry; the compiler cannot follow it
  const config = Object.fromEntries(groups) as unknown as Config;
  if (problems.length === 0) problems.push(...crossFieldProblems(config));
  if (problems.length > 0) {
    throw new CarrelError('INVALID_CONFIGURATION', { message: problems.join('\n'), details: { problemCount: problems.length } });
  }
  return config;
}

function valueOf(one: Setting<unknown>, environment: Environment, workingDir: string, problems: string[]): unknown {
  const given = givenFor(one, environment, problems)?.trim();
  const resolve = (value: unknown) => (one.kind.resolve ? one.kind.resolve(value, workingDir) : value);
  if (given === undefined || given === '') return one.fallback === null ? null : resolve(one.fallback);
  const parsed = one.kind.schema.safeParse(given);
  if (parsed.success) return resolve(parsed.data);
  // On one line, whatever stands in it: each line of the message is a problem.
  const found = one.kind.isSecret === true ? '' : `, got ${JSON.stringify(given.slice(0, 100))}`;
  problems.push(`${one.variable}: expected ${one.kind.form}${found}`);
  return null;
}

function crossFieldProblems(config: Config): readonly string[] {
  const problems: string[] = [...slackProblems(config)];
  if (config.models.isOffline && config.models.isRemoteAllowed) {
    problems.push('CARREL_OFFLINE and CARREL_ALLOW_REMOTE_MODELS: expected at most one of them to be 1, got both');
  }
  const { uri, s3Endpoint, s3AccessKey, s3SecretKey } = config.blobs;
  if (uri?.startsWith('s3:') === true) {
    if (s3AccessKey === null || s3SecretKey === null)
      problems.push('CARREL_BLOBS_URI: expected CARREL_S3_ACCESS_KEY and CARREL_S3_SECRET_KEY with an address s3://…');
    if (config.models.isOffline && s3Endpoint === null)
      problems.push('CARREL_BLOBS_URI: with CARREL_OFFLINE=1 expected CARREL_S3_ENDPOINT, a store of this network');
  }
  if (config.generation.maxAnswerTokens >= config.models.contextTokens) {
    const { maxAnswerTokens } = config.generation;
    problems.push(
      `CARREL_MAX_ANSWER_TOKENS: expected fewer than CARREL_CONTEXT_TOKENS (${config.models.contextTokens}), got ${maxAnswerTokens}`,
    );
  }
  if ((config.mail.smtpUrl === null) !== (config.mail.from === null)) {
    const [missing, given] = config.mail.from === null ? ['CARREL_MAIL_FROM', 'CARREL_SMTP_URL'] : ['CARREL_SMTP_URL', 'CARREL_MAIL_FROM'];
    problems.push(`${missing}: expected together with ${given}, got nothing`);
  }
  return problems;
}

function slackProblems({ slack, models }: Config): readonly string[] {
  if (slack.botTokens === null)
    return slack.appToken === null && slack.signingSecret === null
      ? []
      : ['CARREL_SLACK_BOT_TOKEN: expected a bot token beside CARREL_SLACK_APP_TOKEN or CARREL_SLACK_SIGNING_SECRET, got none'];
  const problems: string[] = [];
  if (slack.appToken === null && slack.signingSecret === null)
    problems.push('CARREL_SLACK_APP_TOKEN: expected it or CARREL_SLACK_SIGNING_SECRET beside CARREL_SLACK_BOT_TOKEN, got neither');
  if (models.isOffline && slack.apiUrl === null)
    problems.push('CARREL_OFFLINE and CARREL_SLACK_BOT_TOKEN: Slack lies outside this network; expected at most one of them, got both');
  return problems;
}

/** A secret may lie in a file, which is how Docker and Kubernetes hand it over: no environment shows it then. */
function givenFor({ variable, kind }: Setting<unknown>, environment: Environment, problems: string[]): string | undefined {
  const given = environment[variable];
  const path = kind.isSecret === true ? environment[fileVariable(variable)] : undefined;
  if (path === undefined || path === '') return given;
  if (given !== undefined && given !== '') {
    problems.push(`${variable} and ${fileVariable(variable)}: expected at most one of them, got both`);
    return undefined;
  }
  try {
    return readFileSync(path, 'utf8');
  } catch {
    problems.push(`${fileVariable(variable)}: expected a file that can be read, got "${path.slice(0, 100)}"`);
    return undefined;
  }
}

/** Variables that look like settings of Carrel but are none: most likely misspelt. */
export function unknownVariables(environment: Environment): readonly string[] {
  const known = new Set<string>(listSettings().flatMap((one) => variablesOf(one.setting)));
  return Object.keys(environment)
    .filter((name) => name.startsWith('CARREL_') && !known.has(name) && !isForTests(name))
    .sort();
}

function isForTests(name: string): boolean {
  return name === 'CARREL_REQUIRE' || name.startsWith('CARREL_TEST_');
}
