import { createHash } from 'node:crypto';

/**
 * The content security policy of one page of the web export. A static export can have no nonces, so the few inline scripts
 * and styles are named by their digests, which are computed from the page itself: another page's are of no use on it.
 */
export function pagePolicy(html: string): string {
  const scripts = contentsOf(html, inlineScripts);
  const styles = contentsOf(html, inlineStyles);
  const styleAttributes = contentsOf(html, inlineStyleAttributes).map(unescaped);
  const directives: Readonly<Record<string, readonly string[]>> = {
    'default-src': ["'none'"],
    'object-src': ["'none'"],
    'script-src': ["'self'", ...scripts.map(source), "'wasm-unsafe-eval'"],
    'style-src': [
      "'self'",
      ...styles.map(source),
      ...(styleAttributes.length > 0 ? ["'unsafe-hashes'", ...styleAttributes.map(source)] : []),
    ],
    'worker-src': ["'self'"],
    'connect-src': ["'self'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'manifest-src': ["'self'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'require-trusted-types-for': ["'script'"],
    // The framework's loader makes the two named ones; the default one is that of the page itself (`start.js`): its own scripts, from its own origin.
    'trusted-types': ['default', 'nextjs', 'nextjs#bundler'],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}

/**
 * The policy of a script that runs as a worker: it has the one of its own file, not that of the page. Without it the worker
 * that reads PDF files could not fetch the fonts, character maps and decoders that lie beside it.
 */
export const workerPolicy =
  "default-src 'none'; object-src 'none'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

/** Scripts without `src`; data blocks (`type="application/json"`) are never run and need no digest. */
const inlineScripts = /<script(?![^>]*\ssrc=)(?![^>]*\stype="application\/(?:ld\+)?json")[^>]*>([\s\S]*?)<\/script>/gi;
const inlineStyles = /<style[^>]*>([\s\S]*?)<\/style>/gi;
const inlineStyleAttributes = /<[a-z][^>]*?\sstyle="([^"]*)"/gi;

function contentsOf(html: string, pattern: RegExp): readonly string[] {
  const contents = [...html.matchAll(pattern)].map((match) => match[1] ?? '').filter((content) => content !== '');
  return [...new Set(contents)];
}

/** What a browser hashes of an attribute is its value, not its source. */
function unescaped(attribute: string): string {
  return attribute
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function source(content: string): string {
  return `'sha256-${createHash('sha256').update(content, 'utf8').digest('base64')}'`;
}
