import type { SeenResponse } from './visit.ts';

/** Where the two runs came apart for a viewer. */
export interface Difference {
  readonly route: string;
  readonly request: string;
  readonly without: string;
  readonly with: string;
}

/**
 * Null when the viewer cannot tell the two apart.
 *
 * @param isStrict every byte counts; otherwise the order among passages does not, nor which of the passages that an answer
 * rests on are quoted first: what is quoted follows the order.
 */
export function compare(
  route: string,
  [one, other]: readonly [SeenResponse, SeenResponse],
  isStrict: boolean,
): Pick<Difference, 'without' | 'with'> | null {
  const [without, withHidden] = isStrict ? [textOf(one), textOf(other)] : [unordered(route, one), unordered(route, other)];
  if (without === withHidden) return null;
  let start = 0;
  while (without[start] === withHidden[start]) start += 1;
  const part = (text: string) => `${start > 120 ? '…' : ''}${text.slice(Math.max(0, start - 120), start + 500)}`;
  return { without: part(without), with: part(withHidden) };
}

function textOf({ status, headers, body }: SeenResponse): string {
  return `${status}\n${body}\n\n${headers}`;
}

/** The response with everything that may depend on the order of passages put into an order of its own. */
function unordered(route: string, response: SeenResponse): string {
  const { status, headers, body } = response;
  if (written.has(route)) return writtenWithoutOrder(response);
  const type = /content-type: ([^;\n]+)/i.exec(headers)?.[1] ?? '';
  if (type === 'text/event-stream') return `${status}\n${headers}\n\n${streamWithoutOrder(body)}`;
  const json = parsed(body);
  if (json === null || !/"(passages|citations)":/.test(body)) return textOf(response);
  return `${status}\n${headers.replace(/content-length: .*/i, '')}\n\n${JSON.stringify(withoutOrder(json))}`;
}

/** Routes whose answers are texts for other programs, in which the order of passages is woven in. */
const written: ReadonlySet<string> = new Set(['createChatCompletion', 'mcp']);

/** How it ended, and which passages are named where there are no sentences of an answer. */
function writtenWithoutOrder({ status, headers, body }: SeenResponse): string {
  const isAnswer = /"decision\\?"|chat\.completion/.test(body);
  const ids = isAnswer ? [] : [...new Set(body.match(/\bchk_[0-9a-f]{32}\b/g))].toSorted();
  return `${status}\n${headers.replace(/content-length: .*/i, '')}\n\n${ids.join('\n')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replaceAll(/:(<[a-z]+>)/g, ':"$1"'));
  } catch {
    return null;
  }
}

/** Which passages there were and how the answer ended; the sentences follow their order. */
function streamWithoutOrder(body: string): string {
  const events = body.split('\n\n').flatMap((event) => {
    const [, name, data] = /^event: (.*)\ndata: (.*)$/s.exec(event) ?? [];
    return name === undefined || data === undefined || name === 'delta' || name === 'citation'
      ? []
      : [`${name} ${JSON.stringify(withoutOrder(parsed(data)))}`];
  });
  return events.join('\n');
}

/** Of an answer, what does not follow from the order of its passages. */
const ordered = new Set(['answer', 'citations', 'nearest', 'checks', 'rank', 'isCited', 'strength']);

function withoutOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => JSON.stringify(withoutOrder(one))).toSorted();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (ordered.has(key) ? [] : [[key, withoutOrder(one)]])));
}
