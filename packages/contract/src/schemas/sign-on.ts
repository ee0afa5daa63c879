import { z } from 'zod';

/** An identity provider, with its button. */
export const signInProviderSchema = z.object({ name: z.string(), label: z.string() });
export const connectionSchema = signInProviderSchema.extend({ isConnected: z.boolean() });
/** Where to send the browser. */
export const connectionStartSchema = z.object({ url: z.string() });
