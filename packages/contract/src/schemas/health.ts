import { z } from 'zod';

const checkSchema = z.object({ ok: z.boolean(), detail: z.string() });
export const readinessSchema = z
  .object({
    ready: z.boolean(),
    checks: z.record(z.string(), checkSchema),
    /** The processes beside the API, as the supervisor sees them; empty when another supervisor runs them. */
    processes: z.record(z.string(), z.object({ state: z.string(), restarts: z.int(), lastExit: z.string().nullable() })),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;
/** What cannot be done now, and why: codes of the error catalogue. Reading goes on in any case. */
export const serviceStateSchema = z
  .object({
    /** Questions are answered and searches carried out. */
    canAnswer: z.boolean(),
    /** New documents and versions are taken. */
    canUpload: z.boolean(),
    /** Names, places, rights and conversations can be changed. */
    canChange: z.boolean(),
    reasons: z.array(z.enum(['DATABASE_UNAVAILABLE', 'AUDIT_UNAVAILABLE', 'DISK_FULL', 'INGEST_STOPPED'])),
  })
  .meta({ id: 'ServiceState' });
export type ServiceState = z.infer<typeof serviceStateSchema>;
export const livenessSchema = z.object({ live: z.literal(true), version: z.string() });

/** `carrel doctor`: each check says what was expected, what was found and what to do. */
export const doctorSchema = z
  .object({
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), found: z.string(), advice: z.string().nullable() })),
  })
  .meta({ id: 'Doctor' });
