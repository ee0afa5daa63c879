import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { createDocument } from 'zod-openapi';
import { z } from 'zod';
import type { Route } from './route.ts';
import { routes } from './routes.ts';
import { problemSchema } from './schemas/common.ts';
import { openAiErrorSchema } from './schemas/openai.ts';

const mediaTypeOf: Readonly<Record<Route['format'], string>> = {
  json: 'application/json',
  sse: 'text/event-stream',
  binary: 'application/octet-stream',
  jsonl: 'application/jsonl',
  text: 'text/plain',
};

const uploadBody = {
  content: {
    'multipart/form-data': {
      schema: z.object({ path: z.array(z.string()).optional(), file: z.array(z.string().meta({ format: 'binary' })) }),
    },
  },
};

/** The OpenAPI 3.1 document of all routes. `docs/openapi.json` is generated from it and compared in CI. */
export function createOpenApiDocument(version: string) {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/[:*](\w+)/g, '{$1}');
    const names = [...route.path.matchAll(/[:*](\w+)/g)].map((match) => match[1] ?? '');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route, names) };
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Carrel',
      version,
      description: 'Questions to a private knowledge base, with exact citations and a verifiable record.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'carrel.session_token' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
    paths,
  });
}

function operationOf(name: string, route: Route, names: readonly string[]) {
  const query = route.query instanceof z.ZodObject ? route.query : undefined;
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route),
    'x-carrel-access': route.access,
    requestParams: {
      ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((param) => [param, z.string()]))) }),
      ...(query && { query }),
    },
    ...(route.isUpload
      ? { requestBody: uploadBody }
      : route.body && { requestBody: { content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [String(route.status)]: { description: 'Done', content: { [mediaTypeOf[route.format]]: { schema: route.response } } },
      default: { description: 'Refused or failed', content: errorContentOf(route) },
    },
  };
}

function securityOf({ access }: Route) {
  if (access.kind === 'public') return [];
  return access.kind === 'slack-bot' ? [{ key: [] }] : [{ session: [] }, { key: [] }];
}

function errorContentOf(route: Route) {
  return route.path.startsWith('/v1/')
    ? { 'application/json': { schema: openAiErrorSchema } }
    : { 'application/problem+json': { schema: problemSchema } };
}
