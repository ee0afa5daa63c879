import type { RootContent } from 'mdast';

/** The title that YAML (`title: …`) or TOML (`title = …`) front matter names, without its quotes. */
export function frontMatterTitle(node: RootContent | undefined): string | null {
  if (node === undefined || !('value' in node)) return null;
  const pattern = node.type === 'yaml' ? /^title[ \t]*:[ \t]*(.+)$/imu : /^title[ \t]*=[ \t]*(.+)$/imu;
  const [, value = ''] = pattern.exec(node.value) ?? [];
  return titleIn(value.trim());
}

function titleIn(value: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/u.exec(value);
  if (quoted !== null) return unquote(quoted[1], quoted[2]);
  // A block scalar or a reference is no title in one line; a comment may follow a plain one.
  return value === '' || /^[|>&*]/u.test(value) ? null : value.replace(/\s+#.*$/u, '');
}

function unquote(double: string | undefined, single = ''): string {
  return double === undefined ? single.replaceAll("''", "'") : double.replaceAll(/\\(["\\])/gu, '$1');
}
