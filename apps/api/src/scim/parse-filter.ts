import { ScimError } from './scim-error.ts';

export interface ScimFilter {
  /** In lower case: attribute names have no case. */
  readonly attribute: string;
  readonly value: string;
}

const comparison = /^\s*([A-Za-z][\w.:$-]*)\s+eq\s+(?:"((?:[^"\\]|\\.)*)"|(true|false))\s*(?:and\s+|$)/i;

/**
 * Reads `attribute eq "value"`, one or several joined by `and`: what identity providers ask to find somebody (RFC 7644
 * §3.4.2.2). Other operators are refused, as ServiceProviderConfig leaves to us.
 * @throws ScimError invalidFilter.
 */
export function parseFilter(text: string): readonly ScimFilter[] {
  const filters: ScimFilter[] = [];
  for (let rest = text; rest.trim() !== '';) {
    const found = comparison.exec(rest);
    if (found === null) throw new ScimError(400, 'expected a filter of the form: attribute eq "value"', 'invalidFilter');
    const [whole, attribute = '', quoted, word = ''] = found;
    filters.push({ attribute: attribute.toLowerCase(), value: quoted === undefined ? word : unescaped(quoted) });
    rest = rest.slice(whole.length);
    if (/and\s+$/i.test(whole) && rest.trim() === '') throw new ScimError(400, 'expected a comparison after "and"', 'invalidFilter');
  }
  return filters;
}

function unescaped(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    throw new ScimError(400, 'expected a JSON string in the filter', 'invalidFilter');
  }
}
