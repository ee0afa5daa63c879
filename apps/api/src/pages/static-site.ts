import { readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import express from 'express';
import type { RequestHandler, Response } from 'express';
import { preferCompressed, setEncoding } from './compressed-files.ts';
import { pagePolicy, workerPolicy } from './page-policy.ts';
import { placeOf } from './place-of.ts';

interface Page {
  readonly html: string;
  readonly policy: string;
  readonly modifiedMs: number;
}

const missingBuild = `<!doctype html><meta charset="utf-8"><title>Carrel</title><h1>The page has not been built</h1>
<p>Carrel runs, and the command line works. Start it with "npm start", which builds the page, or run "npm run build".</p>`;

/**
 * Serves the web export: pages with a policy of their own, files with a digest in their name for ever, the rest checked
 * for changes at each use. `/documents` is `documents.html` or `documents/index.html`. Passes on what there is no file for.
 *
 * @param options.root folder of the export; while it has no pages, they are replaced by a plain message.
 */
export function createStaticSite({ root }: { readonly root: string }): readonly RequestHandler[] {
  const pages = new Map<string, Page>();

  async function readPage(path: string): Promise<Page | null> {
    const found = await stat(path).catch(() => null);
    if (found === null || !found.isFile()) return null;
    const known = pages.get(path);
    if (known?.modifiedMs === found.mtimeMs) return known;
    const html = await readFile(path, 'utf8');
    const page = { html, policy: pagePolicy(html), modifiedMs: found.mtimeMs };
    pages.set(path, page);
    return page;
  }

  async function findPage(urlPath: string): Promise<Page | null> {
    const place = placeOf(root, urlPath);
    if (place === null) return null;
    const candidates = urlPath.endsWith('/') ? [join(place, 'index.html')] : [`${place}.html`, join(place, 'index.html')];
    for (const candidate of candidates) {
      const page = await readPage(candidate);
      if (page !== null) return page;
    }
    return null;
  }

  const servePage: RequestHandler = async (request, response, next) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || /\.[a-z0-9]+$/i.test(request.path)) return next();
    const page = await findPage(request.path);
    if (page !== null) return sendPage(response, 200, page);
    if (request.path === '/') return sendPage(response, 503, { html: missingBuild, policy: pagePolicy(missingBuild) });
    return next();
  };
  const serveNotFound: RequestHandler = async (request, response, next) => {
    if (request.method !== 'GET' || !request.accepts('html') || request.get('sec-fetch-dest') === 'empty') return next();
    const page = await readPage(join(root, '404.html'));
    return page === null ? next() : sendPage(response, 404, page);
  };

  const files = express.static(root, {
    index: false,
    redirect: false,
    extensions: false,
    dotfiles: 'ignore',
    setHeaders: (response, sentPath) => {
      const path = setEncoding(response, sentPath);
      if (path.endsWith('.mjs')) response.setHeader('content-security-policy', workerPolicy);
      response.setHeader(
        'cache-control',
        path.includes(`${sep}_next${sep}static${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    },
  });
  return [servePage, preferCompressed(root), files, serveNotFound];
}

function sendPage(response: Response, status: number, page: Pick<Page, 'html' | 'policy'>): void {
  response.setHeader('content-security-policy', page.policy);
  response.setHeader('cache-control', 'no-cache');
  response.status(status).type('html').send(page.html);
}
