import { delimiter, resolve } from 'node:path';
import { z } from 'zod';
import type { Secret } from './secret.ts';
import { createSecret } from './secret.ts';

/** How the text of an environment variable becomes a value. `form` completes the sentence "expected …". */
export interface ValueKind<Value> {
  readonly form: string;
  readonly schema: z.ZodType<Value, string>;
  /** For paths: makes them absolute. */
  resolve?(value: Value, workingDir: string): Value;
  readonly isSecret?: boolean;
}

export const text = (form: string): ValueKind<string> => ({ form, schema: z.string() });

export const flag: ValueKind<boolean> = {
  form: '1 or 0',
  schema: z.stringbool({ truthy: ['1', 'true', 'yes', 'on'], falsy: ['0', 'false', 'no', 'off'] }),
};

export const integer = (minimum: number, maximum: number): ValueKind<number> => ({
  form: `a whole number from ${minimum} to ${maximum}`,
  schema: z
    .string()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum)),
});

export const decimal = (minimum: number, maximum: number): ValueKind<number> => ({
  form: `a number from ${minimum} to ${maximum}`,
  schema: z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum)),
});

export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words): ValueKind<Words[number]> {
  return { form: `one of ${words.join(', ')}`, schema: z.enum(words) };
}

export const folder: ValueKind<string> = {
  form: 'a folder',
  schema: z.string(),
  resolve: (value, workingDir) => resolve(workingDir, value),
};

export const file: ValueKind<string> = {
  form: 'a file',
  schema: z.string(),
  resolve: (value, workingDir) => resolve(workingDir, value),
};

export const folderList: ValueKind<readonly string[]> = {
  form: `folders, separated by "${delimiter}"`,
  schema: z.string().transform((list) => list.split(delimiter).filter((one) => one !== '')),
  resolve: (values, workingDir) => values.map((value) => resolve(workingDir, value)),
};

export const wordList: ValueKind<readonly string[]> = {
  form: 'values, separated by commas',
  schema: z.string().transform((list) =>
    list
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
};

/** Languages as Tesseract names them, ISO 639-2; `off` for none. */
export const ocrLanguages: ValueKind<readonly string[]> = {
  form: 'codes of languages such as eng,deu, or off',
  schema: z
    .string()
    .transform((list) => (list === 'off' ? [] : list.split(/[\s,+]+/u).filter((one) => one !== '')))
    .pipe(z.array(z.string().regex(/^[a-z]{3}(?:_[a-z]{2,8})?$/u))),
};

/** A catalogue name, a path of a GGUF file, or an http URL; which of them is decided where models are looked up. */
export const model: ValueKind<string> = {
  form: 'a model name, the path of a GGUF file, or an http(s) URL',
  schema: z.string(),
  resolve: (value, workingDir) => (value.endsWith('.gguf') && !/^https?:/.test(value) ? resolve(workingDir, value) : value),
};

/** Where a process listens: a host and a port. */
export const listenAddress: ValueKind<{ readonly host: string; readonly port: number }> = {
  form: 'a host and a port such as 0.0.0.0:7070',
  schema: z
    .string()
    .regex(/^(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}$/)
    .transform((value) => {
      const at = value.lastIndexOf(':');
      return { host: value.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(value.slice(at + 1)) };
    })
    .refine(({ port }) => port <= 65_535),
};

/** `address` or `Name <address>`; on one line, so that it adds no header of its own to a mail. */
export const mailAddress: ValueKind<string> = {
  form: 'an e-mail address, such as carrel@example.org or Carrel <carrel@example.org>',
  schema: z
    .string()
    .regex(
      /^(?:[^\p{Cc}<>@",;:\\]{1,80} <[^\s\p{Cc}<>@",;:\\]{1,64}@[A-Za-z0-9.-]{1,255}>|[^\s\p{Cc}<>@",;:\\]{1,64}@[A-Za-z0-9.-]{1,255})$/u,
    ),
};

/** @param protocols without the colon. */
export const url = (protocols: readonly string[], example: string): ValueKind<string> => ({
  form: `a URL such as ${example}`,
  schema: urlSchema(protocols),
});

/** A URL that may hold a password. */
export const secretUrl = (protocols: readonly string[], example: string): ValueKind<Secret<string>> => ({
  form: `a URL such as ${example}`,
  schema: urlSchema(protocols).transform((value) => createSecret(value)),
  isSecret: true,
});

export const secretText = (minimumLength: number): ValueKind<Secret<string>> => ({
  form: minimumLength === 1 ? 'text' : `at least ${minimumLength} characters`,
  schema: z
    .string()
    .min(minimumLength)
    .transform((value) => createSecret(value)),
  isSecret: true,
});

/** Secrets of one kind, separated by commas. */
export const secretList = (prefix: string): ValueKind<Secret<readonly string[]>> => ({
  form: `tokens that begin with ${prefix}, separated by commas`,
  schema: z
    .string()
    .transform((list) => list.split(',').map((one) => one.trim()))
    .pipe(z.array(z.string().startsWith(prefix).max(500)).min(1).max(100))
    .transform((values): Secret<readonly string[]> => createSecret(values)),
  isSecret: true,
});

/** A secret between two processes, in the form of an API key. */
export const serviceKey: ValueKind<Secret<string>> = {
  form: 'carrel_ and 43 letters, digits, - or _',
  schema: z
    .string()
    .regex(/^carrel_[A-Za-z0-9_-]{43}$/u)
    .transform((value) => createSecret(value)),
  isSecret: true,
};

/** Whatever it answers, it is no other machine. */
export const loopbackUrl: ValueKind<string> = {
  form: 'a URL on this machine such as http://127.0.0.1:8080/api/',
  schema: z.string().refine((value) => {
    const parsed = URL.parse(value);
    return parsed?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(parsed.hostname);
  }),
};

/** A name that is kept for what is to come: saying so is better than taking a value and doing nothing with it. */
export const reserved: ValueKind<string> = { form: 'nothing: this version does not support it yet', schema: z.string().max(0) };

function urlSchema(protocols: readonly string[]): z.ZodType<string, string> {
  return z
    .string()
    .refine((value) => {
      const parsed = URL.parse(value);
      return parsed !== null && protocols.includes(parsed.protocol.slice(0, -1));
    })
    .transform((value) => value.replace(/\/+$/, ''));
}
