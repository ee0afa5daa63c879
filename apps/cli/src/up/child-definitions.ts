import { fileURLToPath } from 'node:url';
import type { ChildDefinition, Environment, ProcessName } from '@carrel/runtime';
import { environmentFor } from '@carrel/runtime';

/** The API may need the model and the log to finish answers, so those two go last. */
const processes = [
  { name: 'audit', workspace: 'workers/audit', stopPhase: 1 },
  { name: 'inference', workspace: 'workers/inference', stopPhase: 1 },
  { name: 'ingest', workspace: 'workers/ingest', stopPhase: 0 },
  { name: 'api', workspace: 'apps/api', stopPhase: 0 },
  { name: 'slack', workspace: 'apps/slack', stopPhase: 0 },
] as const satisfies readonly { readonly name: ProcessName; readonly workspace: string; readonly stopPhase: number }[];

export interface ChildOptions {
  readonly ingestWorkers: number;
  /** The Slack bot is there, and costs memory, only where it is wanted. */
  readonly hasSlack: boolean;
}

/**
 * V8 keeps as much as it ever used for young objects, up to three semi-spaces of 16 MiB in each of the threads: 130 MiB over
 * the processes of an idle Carrel. Eight each give most of that back, and cost nothing that the benches show.
 */
const nodeArgs = ['--max-semi-space-size=8'];

/** The processes of an instance. Each gets the settings that it may know and no others. */
export function childDefinitions(environment: Environment, options: ChildOptions): readonly ChildDefinition[] {
  return processes.flatMap(({ name, workspace, stopPhase }) =>
    namesOf(name, options).map((childName) => ({
      name: childName,
      entryPath: fileURLToPath(new URL(`../../../../${workspace}/src/main.ts`, import.meta.url)),
      nodeArgs,
      environment: environmentFor(name, environment),
      stopPhase,
      isInformed: name === 'api',
    })),
  );
}

function namesOf(name: ProcessName, { ingestWorkers, hasSlack }: ChildOptions): readonly string[] {
  if (name === 'slack' && !hasSlack) return [];
  const count = name === 'ingest' ? ingestWorkers : 1;
  return Array.from({ length: count }, (_child, index) => (index === 0 ? name : `${name}-${index + 1}`));
}
