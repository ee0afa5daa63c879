import type { LogFields, Logger } from '../../../packages/core/src/index.ts';

export interface LoggedEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** Keeps what was logged, with the fields of child loggers, and prints nothing. */
export function createRecordingLogger(): { readonly logger: Logger; readonly events: readonly LoggedEvent[] } {
  const events: LoggedEvent[] = [];
  const at = (base: LogFields): Logger => ({
    info: (event, fields) => void events.push({ level: 'info', event, fields: { ...base, ...fields } }),
    warn: (event, fields) => void events.push({ level: 'warn', event, fields: { ...base, ...fields } }),
    error: (event, _error, fields) => void events.push({ level: 'error', event, fields: { ...base, ...fields } }),
    child: (fields) => at({ ...base, ...fields }),
  });
  return { logger: at({}), events };
}
