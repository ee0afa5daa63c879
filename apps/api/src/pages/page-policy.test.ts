import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { pagePolicy } from './page-policy.ts';

const digest = (content: string) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
const directive = (policy: string, name: string) => policy.split('; ').find((one) => one.startsWith(`${name} `));

describe('pagePolicy', () => {
  it('names each inline script by its digest, and no other may run', () => {
    const policy = pagePolicy(
      '<script>start()</script><script src="/a.js"></script><script type="application/json">{"a":1}</script><script async>\nnext()\n</script>',
    );
    expect(directive(policy, 'script-src')).toBe(`script-src 'self' ${digest('start()')} ${digest('\nnext()\n')} 'wasm-unsafe-eval'`);
  });

  it('allows inline styles of the page by their digests, as the browser reads them', () => {
    const policy = pagePolicy('<style>p{color:red}</style><div style="font-family:&quot;Inter&quot;"></div><p style="color:blue"></p>');
    expect(directive(policy, 'style-src')).toBe(
      `style-src 'self' ${digest('p{color:red}')} 'unsafe-hashes' ${digest('font-family:"Inter"')} ${digest('color:blue')}`,
    );
  });

  it('keeps a page without inline parts to its own origin', () => {
    const policy = pagePolicy('<p>Hello</p>');
    expect(directive(policy, 'script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'");
    expect(directive(policy, 'connect-src')).toBe("connect-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
  });
});
