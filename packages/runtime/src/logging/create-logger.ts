import type { LogFields, Logger } from '@carrel/core';
import { logFieldNames } from '@carrel/core';
import { destination, pino } from 'pino';
import type { DestinationStream } from 'pino';
import { errorFields } from './error-fields.ts';

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Name of the process: `api`, `ingest` … */
  readonly process: string;
  /** Where lines go; standard error by default, so that standard output stays free for results. */
  readonly stream?: DestinationStream;
}

const allowed = new Set<string>(logFieldNames);
const maxTextLength = 500;

/**
 * JSON lines: `time` (UTC), `level`, `process`, `event` (`noun.verb-past`), and the fields of `logFieldNames`. Written at
 * once, so that nothing is missing after a crash.
 */
export function createLogger(options: LoggerOptions): Logger {
  const stream = options.stream ?? standardError();
  const root = pino(
    {
      level: options.level,
      base: { process: options.process },
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
  return wrap(root);
}

/** When nobody reads the log any more, the work goes on without it. */
function standardError(): DestinationStream {
  const stream = destination({ dest: 2, sync: true });
  stream.on('error', () => {});
  return stream;
}

function wrap(target: pino.Logger): Logger {
  return {
    info: (event, fields = {}) => target.info(closedFields(fields), event),
    warn: (event, fields = {}) => target.warn(closedFields(fields), event),
    error: (event, error, fields = {}) => target.error({ ...closedFields(fields), ...errorFields(error) }, event),
    child: (fields) => wrap(target.child(closedFields(fields))),
  };
}

/** Keeps the fields that may be logged. A long text is cut: no field of the list needs one. */
function closedFields(fields: LogFields): Readonly<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!allowed.has(name)) dropped.push(name);
    else
      kept[name] =
        typeof value === 'string' && value.length > maxTextLength
          ? `${value.slice(0, maxTextLength)}… (${value.length} characters)`
          : value;
  }
  return dropped.length === 0 ? kept : { ...kept, droppedFields: dropped.join(',') };
}
