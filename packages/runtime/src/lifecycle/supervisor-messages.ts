import { z } from 'zod';

export const childStates = ['starting', 'ready', 'backing-off', 'stopping', 'stopped'] as const;

/** A process beside the others, as the supervisor sees it. */
export const childStatusSchema = z.object({
  name: z.string(),
  state: z.enum(childStates),
  pid: z.int().nullable(),
  /** Starts after the first. */
  restarts: z.int(),
  /** Why it ended last, for people: "exit status 1", "signal SIGKILL"; null when it never did. */
  lastExit: z.string().nullable(),
  /** UTC ISO 8601; null when it never ended. */
  lastExitAt: z.string().nullable(),
});
export type ChildStatus = z.infer<typeof childStatusSchema>;

/** What a child tells the supervisor over the IPC channel. */
export const childMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    /** The address at which the child serves people, if it does. */
    url: z.string().optional(),
    /** One-time link with which the owner signs in. */
    signInUrl: z.string().optional(),
  }),
  /** Metrics of the child, in the form of prom-client's `getMetricsAsJSON`. */
  z.object({ type: z.literal('metrics'), metrics: z.array(z.looseObject({ name: z.string() })) }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
export type ReadyMessage = Extract<ChildMessage, { type: 'ready' }>;

/** What the supervisor tells a child. */
export const supervisorMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('children'), children: z.array(childStatusSchema) }),
  z.object({ type: z.literal('metrics'), child: z.string(), metrics: z.array(z.looseObject({ name: z.string() })) }),
]);
export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;
