import { keysOf } from './keys-of.ts';
import type { Config, Environment } from './load-config.ts';
import type { Setting, SettingGroup } from './settings.ts';
import { settings, variablesOf } from './settings.ts';

/** What each process may know. The inference process, which loads model files, gets no secret of the database or of sessions. */
const groupsByProcess = {
  api: [
    'data',
    'server',
    'database',
    'queue',
    'blobs',
    'index',
    'models',
    'limits',
    'generation',
    'audit',
    'secrets',
    'signIn',
    'mail',
    'slackDoor',
    'log',
  ],
  ingest: ['data', 'server', 'database', 'queue', 'blobs', 'index', 'models', 'ingest', 'limits', 'audit', 'log'],
  inference: ['data', 'server', 'models', 'log'],
  audit: ['data', 'server', 'database', 'audit', 'log'],
  slack: ['data', 'server', 'slackDoor', 'slack', 'log'],
  backup: ['data', 'database', 'blobs', 'index', 'models', 'audit', 'backup', 'log'],
} as const satisfies Readonly<Record<string, readonly SettingGroup[]>>;

export type ProcessName = keyof typeof groupsByProcess;
export type ProcessConfig<Name extends ProcessName> = Pick<Config, (typeof groupsByProcess)[Name][number]>;
export type ApiConfig = ProcessConfig<'api'>;
export type IngestConfig = ProcessConfig<'ingest'>;
export type InferenceConfig = ProcessConfig<'inference'>;
export type AuditConfig = ProcessConfig<'audit'>;
export type SlackConfig = ProcessConfig<'slack'>;

export const processNames: readonly ProcessName[] = keysOf(groupsByProcess);

/** The part of the configuration that a process may know. */
export function configFor<Name extends ProcessName>(name: Name, config: Config): ProcessConfig<Name> {
  const groups: readonly SettingGroup[] = groupsByProcess[name];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- exactly the groups of the process are picked
  return Object.fromEntries(groups.map((group) => [group, config[group]])) as unknown as ProcessConfig<Name>;
}

/** The environment of a process without the settings that it may not know. Other variables (PATH, HOME …) stay. */
export function environmentFor(name: ProcessName, environment: Environment): Record<string, string> {
  const allowed = new Set<string>(
    groupsByProcess[name].flatMap((group) => Object.values<Setting<unknown>>(settings[group]).flatMap(variablesOf)),
  );
  const kept = Object.entries(environment).filter((entry): entry is [string, string] => {
    const [variable, value] = entry;
    return value !== undefined && (!variable.startsWith('CARREL_') || variable.startsWith('CARREL_TEST_') || allowed.has(variable));
  });
  return Object.fromEntries(kept);
}
