import type { ApiKeyScope } from '@carrel/core';
import { z } from 'zod';
import type { Caller } from '../authentication/caller.ts';

export interface ToolRun {
  readonly caller: Caller;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
  /** A sign of life, for a client that asked for them. */
  readonly progress: (message: string) => Promise<void>;
}

/** What a tool came to: `text` for a model to read, `data` for a program. */
export interface ToolResult {
  readonly text: string;
  readonly data: object;
}

/** A tool whose arguments the compiler no longer knows. */
export interface McpTool {
  readonly name: string;
  /** The right that it needs. */
  readonly scope: ApiKeyScope;
  /** As `tools/list` shows it. */
  readonly description: object;
  /** @throws z.ZodError when the arguments do not fit; CarrelError. */
  readonly run: (input: unknown, run: ToolRun) => Promise<ToolResult>;
}

interface ToolDefinition<Input extends z.ZodType> {
  readonly name: string;
  readonly title: string;
  /** For the model that decides whether to call it. */
  readonly description: string;
  readonly scope: ApiKeyScope;
  readonly input: Input;
  readonly output: z.ZodType;
  readonly run: (input: z.output<Input>, run: ToolRun) => Promise<ToolResult>;
}

export function defineTool<Input extends z.ZodType>({ input, output, run, scope, ...shown }: ToolDefinition<Input>): McpTool {
  return {
    name: shown.name,
    scope,
    description: {
      ...shown,
      inputSchema: jsonSchemaOf(input, 'input'),
      outputSchema: jsonSchemaOf(output, 'output'),
      // Nothing is changed by any of them, and nothing outside of the knowledge base is reached.
      annotations: { title: shown.title, readOnlyHint: true, destructiveHint: false, openWorldHint: false },
    },
    run: (given, context) => run(input.parse(given ?? {}), context),
  };
}

/** Without the name of the dialect, which some clients take for one that they do not know. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-7' });
  return rest;
}
