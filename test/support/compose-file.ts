import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { repositoryRoot } from './require.ts';

const namesSchema = z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((map) => Object.keys(map))]);

const serviceSchema = z.looseObject({
  image: z.string(),
  command: z.array(z.string()).optional(),
  user: z.string().optional(),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  ports: z.array(z.string()).default([]),
  networks: namesSchema,
  volumes: z.array(z.string()).default([]),
  secrets: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  environment: z.record(z.string(), z.string()).default({}),
  healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
  deploy: z
    .looseObject({
      resources: z.looseObject({
        limits: z.object({ cpus: z.string(), memory: z.string(), pids: z.int() }),
        reservations: z.unknown().optional(),
      }),
    })
    .optional(),
});

const fileSchema = z.object({
  services: z.record(z.string(), serviceSchema),
  networks: z.record(z.string(), z.object({ internal: z.boolean().default(false) })),
  volumes: z.record(z.string(), z.unknown()),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
});

/** `docker-compose.yml`, with its variables (`${NAME:-default}`) filled in as Docker does: after it is read. */
export function readComposeFile(variables: Readonly<Record<string, string>> = {}) {
  const text = readFileSync(join(repositoryRoot, 'docker-compose.yml'), 'utf8');
  return fileSchema.parse(filledIn(parse(text, { merge: true }), variables));
}

function filledIn(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_all, name: string, fallback = '') => variables[name] ?? String(fallback));
  if (Array.isArray(value)) return value.map((one: unknown) => filledIn(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, variables)]));
}
