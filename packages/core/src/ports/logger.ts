import type { LogFieldName } from './log-field-names.ts';

/** Fields that may enter a log. Ids, counts, codes, durations, hashes; never document, question or answer text. */
export type LogFields = Readonly<Partial<Record<LogFieldName, string | number | boolean | null | undefined>>>;

export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is mapped to its code, class and stack; its message is logged only for errors of Carrel's own. */
  error(event: string, error: unknown, fields?: LogFields): void;
  child(fields: LogFields): Logger;
}
