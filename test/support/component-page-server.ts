import { join } from 'node:path';
import { createViteServer } from 'vitest/node';
import { repositoryRoot } from './require.ts';

export interface ComponentPageServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves the page of components from its sources: it is made for looking at, and is in no build. @param port 0: a free one. */
export async function startComponentPage(port = 0): Promise<ComponentPageServer> {
  const root = join(repositoryRoot, 'apps', 'web');
  const server = await createViteServer({
    root,
    configFile: false,
    logLevel: 'warn',
    cacheDir: join(repositoryRoot, '.cache', 'component-page'),
    publicDir: false,
    server: { port, host: '127.0.0.1', strictPort: port !== 0 },
    oxc: { jsx: { runtime: 'automatic' } },
  });
  await server.listen();
  const [url] = server.resolvedUrls?.local ?? [];
  if (url === undefined) throw new Error('The page of components has no address.');
  return { url: new URL('component-page/', url).href, close: () => server.close() };
}
