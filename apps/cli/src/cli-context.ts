import type { Config, Environment } from '@carrel/runtime';
import { loadConfig } from '@carrel/runtime';
import type { Terminal } from './output/terminal.ts';
import { createTerminal } from './output/terminal.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  readonly json?: boolean;
  readonly data?: string;
  readonly server?: string;
  readonly key?: string;
  /** For whom the owner of the data folder acts. */
  readonly as?: string;
}

/** What a command works with. */
export interface CliContext {
  readonly terminal: Terminal;
  /** The environment with what the command line says instead of it: also that of the processes which are started. */
  readonly environment: Environment;
  readonly config: Config;
}

/**
 * @param overrides variables that options of the command set; undefined ones are left as they are.
 * @throws INVALID_CONFIGURATION.
 */
export function createCliContext(environment: Environment, options: GlobalOptions, overrides: Environment = {}): CliContext {
  const given = { CARREL_DATA_DIR: options.data, CARREL_SERVER: options.server, CARREL_KEY: options.key, ...overrides };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const changed = { ...environment, ...set };
  return { terminal: createTerminal(options.json === true), environment: changed, config: loadConfig(changed) };
}
