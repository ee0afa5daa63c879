import { z } from 'zod';

/** JSON-RPC 2.0, as far as MCP uses it. @see https://modelcontextprotocol.io/specification/2025-11-25/basic (read 2026-11-25) */
const idSchema = z.union([z.string(), z.int()]);
export type RpcId = z.infer<typeof idSchema>;

export const rpcMessageSchema = z.object({
  jsonrpc: z.literal('2.0'),
  /** Undefined: a notification, which has no response. */
  id: idSchema.optional(),
  /** Undefined: a response, to a request that this server never makes. */
  method: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});

export const rpcCodes = { invalidRequest: -32600, methodNotFound: -32601, invalidParams: -32602 } as const;

/** A request that is not served, as the protocol says it. */
export class RpcError extends Error {
  readonly code: (typeof rpcCodes)[keyof typeof rpcCodes];

  constructor(code: RpcError['code'], message: string) {
    super(message);
    this.name = 'RpcError';
    this.code = code;
  }
}

export function rpcResult(id: RpcId, result: object): object {
  return { jsonrpc: '2.0', id, result };
}

export function rpcFailure(id: RpcId | null, { code, message }: RpcError): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

export function rpcNotification(method: string, params: object): object {
  return { jsonrpc: '2.0', method, params };
}
