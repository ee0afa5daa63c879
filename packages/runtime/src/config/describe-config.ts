import { groupNames, settings } from './settings.ts';
import type { Config } from './load-config.ts';
import type { Setting } from './settings.ts';

/** A setting as it holds, for people. Nothing of a secret but whether it is set. */
export interface DescribedSetting {
  readonly variable: string;
  readonly description: string;
  /** Null: not set, or a secret. */
  readonly value: string | null;
  readonly isSecret: boolean;
  readonly isSet: boolean;
}

/** The settings of the groups that this process knows, in order. A setting whose value is its default counts as not set. */
export function describeConfig(config: Partial<Config>): readonly DescribedSetting[] {
  return groupNames().flatMap((group) => {
    const values: Readonly<Record<string, unknown>> | undefined = config[group];
    if (values === undefined) return [];
    return Object.entries<Setting<unknown>>(settings[group]).map(([name, one]) => describe(one, values[name]));
  });
}

function describe({ variable, description, kind, fallback }: Setting<unknown>, value: unknown): DescribedSetting {
  const isSecret = kind.isSecret === true;
  const text = value === null || value === undefined ? null : textOf(value);
  return {
    variable,
    description,
    value: isSecret ? null : text,
    isSecret,
    isSet: text !== null && (isSecret || fallback === null || text !== textOf(fallback)),
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
