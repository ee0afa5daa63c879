import { z } from 'zod';
import { signedIn } from './access-rules.ts';
import { defineRoute } from './route.ts';

/** The Model Context Protocol has its own schemas; what is asked and answered here are its messages. */
export const mcpRoutes = {
  mcp: defineRoute({
    method: 'POST',
    path: '/mcp',
    tag: 'MCP',
    summary: 'The knowledge base as an MCP server (Streamable HTTP, without sessions): search, ask, read_document',
    access: signedIn(null),
    channel: 'mcp',
    body: z.unknown(),
    format: 'sse',
    response: z.unknown(),
  }),
} as const;
