import { hasRight, requireRight } from '@carrel/access';
import { routes } from '@carrel/contract';
import type { CarrelError } from '@carrel/core';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Caller } from '../authentication/caller.ts';
import type { BoundRoute } from '../http/bind-route.ts';
import { handle, responseSent } from '../http/bind-route.ts';
import type { EventStream } from '../http/event-stream.ts';
import { openEventStream } from '../http/event-stream.ts';
import { InvalidRequestError } from '../http/invalid-request-error.ts';
import { problemOf } from '../http/problem.ts';
import { requestIdOf } from '../http/request-id.ts';
import { toCarrelError } from '../http/to-carrel-error.ts';
import type { RpcId } from './json-rpc.ts';
import { rpcCodes, RpcError, rpcFailure, rpcMessageSchema, rpcNotification, rpcResult } from './json-rpc.ts';
import type { McpTool } from './mcp-tool.ts';

/** Newest first. */
const protocolVersions = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
const instructions =
  'Carrel answers from the documents of this company, with exact citations. Use "ask" for a question, "search" for passages, "read_document" for the text around them. What was asked and what was shown is recorded.';

export interface McpDeps {
  readonly tools: readonly McpTool[];
  readonly version: string;
  readonly onError: (error: CarrelError, requestId: string) => void;
}

interface McpRequest {
  readonly caller: Caller;
  readonly request: Request;
  readonly response: Response;
  readonly signal: AbortSignal;
}

/**
 * `POST /mcp`: MCP over Streamable HTTP without sessions; each message is served by itself, as the caller of its request. The
 * answer is JSON, or, for a call whose client wants progress, server-sent events.
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports (read 2026-11-25)
 */
export function createMcpHandler(deps: McpDeps): BoundRoute {
  return handle(routes.mcp, async ({ caller, body, request, response, signal }) => {
    requireKnownVersion(request);
    const message = rpcMessageSchema.safeParse(body);
    if (!message.success) {
      response.status(400).json(rpcFailure(null, new RpcError(rpcCodes.invalidRequest, 'expected one message of JSON-RPC 2.0')));
      return responseSent;
    }
    const { id, method } = message.data;
    if (id === undefined || method === undefined) {
      response.status(202).end();
      return responseSent;
    }
    await answer(deps, { id, method, params: message.data.params ?? {} }, { caller, request, response, signal });
    return responseSent;
  });
}

/** There is no stream of the server's own, and no session to end. */
export const refuseOtherMethods: RequestHandler = (_request, response) => {
  response.status(405).setHeader('allow', 'POST').end();
};

function requireKnownVersion(request: Request): void {
  const version = request.get('mcp-protocol-version');
  if (version !== undefined && !protocolVersions.some((one) => one === version))
    throw new InvalidRequestError([{ path: 'MCP-Protocol-Version', expected: `expected one of ${protocolVersions.join(', ')}` }]);
}

interface Call {
  readonly id: RpcId;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

async function answer(deps: McpDeps, call: Call, http: McpRequest): Promise<void> {
  const progress = openProgress(call, http);
  const result = await serve(deps, call, { ...http, progress: progress.send }).then(
    (served) => rpcResult(call.id, served),
    (error: unknown) => {
      if (error instanceof RpcError) return rpcFailure(call.id, error);
      throw error;
    },
  );
  const stream = progress.stream();
  if (stream === null) {
    http.response.status(200).json(result);
    return;
  }
  await stream.sendData(result);
  stream.end();
}

/** The stream is opened with the first sign of life, so that what fails before has a status of its own. */
function openProgress({ params }: Call, { request, response }: McpRequest) {
  const token = z.object({ _meta: z.object({ progressToken: z.union([z.string(), z.int()]) }) }).safeParse(params);
  const isWanted = token.success && (request.get('accept')?.includes('text/event-stream') ?? false);
  let stream: EventStream | null = null;
  let count = 0;
  return {
    stream: () => stream,
    async send(message: string): Promise<void> {
      if (!isWanted) return;
      stream ??= openEventStream(response);
      count += 1;
      await stream.sendData(
        rpcNotification('notifications/progress', { progressToken: token.data._meta.progressToken, progress: count, message }),
      );
    },
  };
}

type Served = McpRequest & { readonly progress: (message: string) => Promise<void> };

async function serve(deps: McpDeps, { method, params }: Call, served: Served): Promise<object> {
  switch (method) {
    case 'initialize':
      return initialised(deps, params);
    case 'ping':
      return {};
    case 'tools/list':
      return { tools: deps.tools.filter(({ scope }) => hasRight(served.caller.actor, scope)).map(({ description }) => description) };
    case 'tools/call':
      return callTool(deps, params, served);
    default:
      throw new RpcError(rpcCodes.methodNotFound, 'this server has tools, and no such method');
  }
}

function initialised({ version }: McpDeps, params: Call['params']): object {
  const wanted = protocolVersions.find((one) => one === params['protocolVersion']);
  return {
    protocolVersion: wanted ?? protocolVersions[0],
    capabilities: { tools: {} },
    serverInfo: { name: 'carrel', title: 'Carrel', version },
    instructions,
  };
}

const callSchema = z.object({ name: z.string(), arguments: z.unknown() });

async function callTool(deps: McpDeps, params: Call['params'], { caller, response, signal, progress }: Served): Promise<object> {
  const call = callSchema.safeParse(params);
  const tool = deps.tools.find(({ name }) => name === call.data?.name);
  if (!call.success || tool === undefined)
    throw new RpcError(rpcCodes.invalidParams, `expected one of the tools ${deps.tools.map(({ name }) => name).join(', ')}`);
  try {
    requireRight(caller.actor, tool.scope);
    const { text, data } = await tool.run(call.data.arguments, { caller, signal, progress });
    return { content: [{ type: 'text', text }], structuredContent: data };
  } catch (cause) {
    if (signal.aborted) throw cause;
    // A model can do something about what it reads as a result; an error of the protocol it does not see.
    return failedCall(deps, cause, requestIdOf(response));
  }
}

function failedCall({ onError }: McpDeps, cause: unknown, requestId: string): object {
  const error = cause instanceof z.ZodError ? invalidArguments(cause) : toCarrelError(cause);
  onError(error, requestId);
  const { code, detail } = problemOf(error, requestId);
  return { isError: true, content: [{ type: 'text', text: `${code}: ${detail}` }] };
}

function invalidArguments({ issues }: z.ZodError): InvalidRequestError {
  return new InvalidRequestError(issues.map(({ path, message }) => ({ path: path.map(String).join('.'), expected: message })));
}
