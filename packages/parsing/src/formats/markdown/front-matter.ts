import { maxSupersededByChars, type Validity, validitySchema } from '@carrel/core';
import type { RootContent } from 'mdast';

/** What a Markdown file says of itself before its text begins. */
export interface FrontMatter {
  readonly title: string | null;
  /** Undefined when it says nothing of its time that can be read. */
  readonly validity: Validity | undefined;
}

/** Keys in lower case without `-` and `_`: people write `review-by`, `review_by` and `reviewBy`. */
const validityKeys = {
  effective: ['effective', 'effectivedate', 'effectivefrom', 'validfrom'],
  reviewBy: ['reviewby', 'reviewdate', 'nextreview'],
  supersededBy: ['supersededby', 'replacedby'],
} as const;

/** Reads YAML (`title: …`) or TOML (`title = …`) front matter, values in one line; what it cannot read it leaves out. */
export function readFrontMatter(node: RootContent | undefined): FrontMatter {
  const values =
    node !== undefined && 'value' in node ? readValues(node.value, node.type === 'yaml' ? ':' : '=') : new Map<string, string>();
  const first = (keys: readonly string[]) => keys.flatMap((key) => values.get(key) ?? []).at(0);
  const effective = dayIn(first(validityKeys.effective));
  const reviewBy = dayIn(first(validityKeys.reviewBy));
  const supersededBy = first(validityKeys.supersededBy)?.slice(0, maxSupersededByChars);
  const validity = validitySchema.safeParse({
    ...(effective !== undefined && { effective }),
    ...(reviewBy !== undefined && { reviewBy }),
    ...(supersededBy !== undefined && { supersededBy }),
  });
  return {
    title: values.get('title') ?? null,
    validity: validity.success && Object.keys(validity.data).length > 0 ? validity.data : undefined,
  };
}

function readValues(text: string, sign: ':' | '='): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(sign);
    const key = line.slice(0, Math.max(0, at)).trimEnd();
    if (!/^[a-z][\w-]*$/iu.test(key)) continue;
    const name = key.toLowerCase().replaceAll(/[-_]/gu, '');
    const value = valueIn(line.slice(at + 1).trim());
    if (value !== null && !values.has(name)) values.set(name, value);
  }
  return values;
}

function valueIn(value: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/u.exec(value);
  if (quoted !== null) return unquote(quoted[1], quoted[2]);
  // A block scalar or a reference is no value in one line; a comment may follow a plain one.
  return value === '' || /^[|>&*]/u.test(value) ? null : value.replace(/\s+#.*$/u, '');
}

function unquote(double: string | undefined, single = ''): string {
  return double === undefined ? single.replaceAll("''", "'") : double.replaceAll(/\\(["\\])/gu, '$1');
}

/** `2026-03-01`, also as the beginning of a time; other spellings of a day can be read in two ways. */
function dayIn(value: string | undefined): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}(?![\d-])/u.exec(value ?? '')?.[0];
  return day !== undefined && validitySchema.safeParse({ effective: day }).success ? day : undefined;
}
