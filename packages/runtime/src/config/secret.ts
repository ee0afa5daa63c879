import { inspect } from 'node:util';

/** A value that must not reach a log, an error or a page by accident: only `reveal` gives it. */
export interface Secret<Value> {
  reveal(): Value;
  /** `[redacted]` */
  toString(): string;
  /** `[redacted]` */
  toJSON(): string;
}

const redacted = '[redacted]';

export function createSecret<Value>(value: Value): Secret<Value> {
  return Object.freeze({
    reveal: () => value,
    toString: () => redacted,
    toJSON: () => redacted,
    [inspect.custom]: () => redacted,
  });
}
