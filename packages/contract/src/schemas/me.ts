import { z } from 'zod';
import { roles } from '@carrel/core';

export const meSchema = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(roles)),
    /** Name of the company that this Carrel belongs to; null: not set. */
    company: z.string().nullable(),
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
    hasPassword: z.boolean(),
    /** Whether a second factor is asked for at sign-in. */
    hasSecondFactor: z.boolean(),
    /** What this Carrel can do now: the page explains what is missing. */
    capabilities: z.object({
      /** Name of the language model in use; null: answers are quoted. */
      languageModel: z.string().nullable(),
      /** Name of the embedding model in use; null: search is by text alone. */
      embeddingModel: z.string().nullable(),
      /** Set when the model lies outside this network: named on every answer. */
      remoteModelHost: z.string().nullable(),
      maxUploadBytes: z.int(),
      /** Whether there is a mail server: links are sent to people then. */
      sendsMail: z.boolean(),
      /** Media types that can be uploaded, with the usual file name extensions. */
      uploadTypes: z.array(z.object({ mediaType: z.string(), extensions: z.array(z.string()) })),
    }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof meSchema>;

/** Body of the one-time link's exchange for a session. */
export const signInLinkBodySchema = z.object({ token: z.string().min(20).max(200) });
/** First set-up by the owner, who came by the one-time link. */
export const ownerSetupBodySchema = z.object({
  name: z.string().trim().min(1).max(200),
  email: z.email().max(320),
  password: z.string().min(12, 'expected at least 12 characters').max(256),
});
