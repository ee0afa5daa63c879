import type { CommandOptions } from './run-command.ts';
import { UsageError } from './usage-error.ts';

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function textOption(options: CommandOptions, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

export function listOption(options: CommandOptions, name: string): readonly string[] | undefined {
  const value = options[name];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value : undefined;
}

/** @throws UsageError when it is not a whole number within the range. */
export function integerOption(
  options: CommandOptions,
  name: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const value = textOption(options, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= range.min && number <= range.max) return number;
  throw new UsageError(`--${name}: expected a whole number from ${range.min} to ${range.max}, got "${value}".`);
}

/** @throws UsageError when it is none of the words. */
export function wordOption<const Words extends readonly string[]>(
  options: CommandOptions,
  name: string,
  words: Words,
): Words[number] | undefined {
  const value = textOption(options, name);
  const word = words.find((one) => one === value);
  if (value !== undefined && word === undefined) throw new UsageError(`--${name}: expected one of ${words.join(', ')}, got "${value}".`);
  return word;
}

/** The argument at a place, which commander has required. */
export function textArgument(args: readonly (string | readonly string[])[], index: number): string {
  const value = args[index];
  if (typeof value === 'string') return value;
  throw new UsageError('An argument is missing.');
}

export function listArgument(args: readonly (string | readonly string[])[], index: number): readonly string[] {
  const value = args[index];
  return typeof value === 'string' ? [value] : (value ?? []);
}
