import { fileURLToPath } from 'node:url';
import type { ChildDefinition, Environment, ProcessName } from '@carrel/runtime';
import { environmentFor } from '@carrel/runtime';

/** The API may need the model and the log to finish answers, so those two go last. */
const processes = [
  { name: 'audit', workspace: 'workers/audit', stopPhase: 1 },
  { name: 'inference', workspace: 'workers/inference', stopPhase: 1 },
  { name: 'ingest', workspace: 'workers/ingest', stopPhase: 0 },
  { name: 'api', workspace: 'apps/api', stopPhase: 0 },
] as const satisfies readonly { readonly name: ProcessName; readonly workspace: string; readonly stopPhase: number }[];

/** The processes of an instance. Each gets the settings that it may know and no others. */
export function childDefinitions(environment: Environment, options: { readonly ingestWorkers: number }): readonly ChildDefinition[] {
  return processes.flatMap(({ name, workspace, stopPhase }) =>
    namesOf(name, options.ingestWorkers).map((childName) => ({
      name: childName,
      entryPath: fileURLToPath(new URL(`../../../../${workspace}/src/main.ts`, import.meta.url)),
      environment: environmentFor(name, environment),
      stopPhase,
      isInformed: name === 'api',
    })),
  );
}

function namesOf(name: ProcessName, ingestWorkers: number): readonly string[] {
  const count = name === 'ingest' ? ingestWorkers : 1;
  return Array.from({ length: count }, (_child, index) => (index === 0 ? name : `${name}-${index + 1}`));
}
