import { readFile } from 'node:fs/promises';
import type { Express } from 'express';
import { z } from 'zod';
import { docsStyle } from './docs-style.ts';

const operationSchema = z.object({
  summary: z.string().default(''),
  tags: z.array(z.string()).default(['Other']),
  'x-carrel-access': z.object({ kind: z.string(), scope: z.string().nullish(), roles: z.array(z.string()).optional() }).optional(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() })).default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() })),
});
type Operation = z.infer<typeof operationSchema>;

const documentSchema = z.object({
  info: z.object({ version: z.string(), description: z.string().default('') }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({ schemas: z.record(z.string(), z.unknown()).default({}) }).default({ schemas: {} }),
});
type OpenApiDocument = z.infer<typeof documentSchema>;

const methods = ['get', 'post', 'patch', 'put', 'delete'] as const;

/**
 * `/api/v1/openapi.json`, and a page that a person can read, made from it. The document is the committed one: it is
 * generated from the contract and compared with it in CI.
 */
export function mountApiDocs(app: Express, { openApiPath }: { readonly openApiPath: string }): void {
  app.get('/api/v1/openapi.json', async (_request, response) => {
    response.setHeader('cache-control', 'no-cache');
    response.type('application/json').send(await readFile(openApiPath, 'utf8'));
  });
  app.get('/api/docs', async (_request, response) => {
    const document = documentSchema.parse(JSON.parse(await readFile(openApiPath, 'utf8')));
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; object-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    response.setHeader('cache-control', 'no-cache');
    response.type('html').send(renderDocs(document));
  });
  app.get('/api/docs/style.css', (_request, response) => {
    response.setHeader('cache-control', 'no-cache');
    response.type('css').send(docsStyle);
  });
}

function renderDocs(document: OpenApiDocument): string {
  const byTag = new Map<string, string[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of methods) {
      const parsed = operationSchema.safeParse(item[method]);
      if (!parsed.success) continue;
      const tag = parsed.data.tags[0] ?? 'Other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), renderOperation(method, path, parsed.data)]);
    }
  }
  const tags = [...byTag.keys()];
  const navigation = tags.map((tag) => `<a href="#${escape(tag)}">${escape(tag)}</a>`).join('');
  const sections = tags
    .map((tag) => `<section id="${escape(tag)}"><h2>${escape(tag)}</h2>${(byTag.get(tag) ?? []).join('')}</section>`)
    .join('');
  const schemas = Object.entries(document.components.schemas)
    .map(([name, schema]) => `<details id="schema-${escape(name)}"><summary>${escape(name)}</summary>${renderSchema(schema)}</details>`)
    .join('');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Carrel API</title><link rel="stylesheet" href="/api/docs/style.css"></head>
<body><header><h1>Carrel API</h1><p>Version ${escape(document.info.version)}. ${escape(document.info.description)} The same as <a href="/api/v1/openapi.json">OpenAPI 3.1</a>. Authentication: the session cookie of the page, or <code>Authorization: Bearer carrel_…</code>. Errors are RFC 9457 problems.</p><nav>${navigation}<a href="#schemas">Schemas</a></nav></header><main>${sections}<section id="schemas"><h2>Schemas</h2>${schemas}</section></main></body></html>`;
}

function renderOperation(method: string, path: string, operation: Operation): string {
  const parameters = operation.parameters
    .map(
      ({ name, in: place, required }) =>
        `<li><code>${escape(name)}</code> in ${escape(place)}${required === true ? '' : ', optional'}</li>`,
    )
    .join('');
  const body = Object.entries(operation.requestBody?.content ?? {})
    .map(([type, { schema }]) => `<h4>Body, ${escape(type)}</h4>${renderSchema(schema)}`)
    .join('');
  const responses = Object.entries(operation.responses)
    .filter(([status]) => status !== 'default')
    .flatMap(([status, { content }]) =>
      Object.entries(content ?? {}).map(([type, { schema }]) => `<h4>${escape(status)}, ${escape(type)}</h4>${renderSchema(schema)}`),
    )
    .join('');
  return `<article><h3><span class="method">${method.toUpperCase()}</span> <code>${escape(path)}</code></h3><p>${escape(operation.summary)} <small>${escape(accessText(operation))}</small></p><details><summary>Details</summary>${parameters === '' ? '' : `<ul>${parameters}</ul>`}${body}${responses}</details></article>`;
}

function accessText({ 'x-carrel-access': access }: Operation): string {
  if (access === undefined || access.kind === 'public') return 'Anybody may call it.';
  const scope = access.scope === null || access.scope === undefined ? '' : ` A key needs the scope "${access.scope}".`;
  const roles = access.roles === undefined ? '' : ` Roles: ${access.roles.join(' or ')}.`;
  return `Signed in.${scope}${roles}`;
}

function renderSchema(schema: unknown): string {
  const text = JSON.stringify(schema, null, 2) ?? '';
  const linked = escape(text).replaceAll(/&quot;#\/components\/schemas\/(\w+)&quot;/g, '&quot;<a href="#schema-$1">$1</a>&quot;');
  return `<pre>${linked}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
