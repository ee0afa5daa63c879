import { z } from 'zod';
import { mailFailureCodeSchema, roles } from '@carrel/core';
import { timeSchema } from './common.ts';

/** What became of the newest mail with a link. */
export const mailDeliverySchema = z
  .object({
    state: z.enum(['sending', 'sent', 'failed']),
    /** Why it was not sent; null when it was. The link can be sent again, or handed over. */
    reason: z.object({ code: mailFailureCodeSchema, text: z.string() }).nullable(),
    at: timeSchema,
  })
  .meta({ id: 'MailDelivery' });
export type MailDeliveryView = z.infer<typeof mailDeliverySchema>;

/** Whether the link goes by mail too. Without a mail server it never does. */
export const isMailedSchema = z.boolean().default(true);
export const signInLinkOptionsSchema = z.object({ isMailed: isMailedSchema }).default({ isMailed: true });

/** Somebody who was added and has not come yet. */
export const invitationSchema = z
  .object({
    userId: z.string(),
    name: z.string(),
    email: z.string(),
    roles: z.array(z.enum(roles)),
    invitedAt: timeSchema,
    /** When the newest link ends; null: there is none that lasts. */
    expiresAt: timeSchema.nullable(),
    /** Null: no link of theirs was sent by mail. */
    mail: mailDeliverySchema.nullable(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitationSchema>;

export const createInvitationBodySchema = z.object({
  email: z.email().max(320),
  /** The person may change it. Undefined: the address. */
  name: z.string().trim().min(1).max(200).optional(),
  roles: z.array(z.enum(roles)).min(1).default(['employee']),
  /** Ids of groups that the person is a member of from now on. */
  groups: z.array(z.string()).max(100).default([]),
  expiresInHours: z.int().min(1).max(336).default(72),
  isMailed: isMailedSchema,
});
export const createdInvitationSchema = z.object({ invitation: invitationSchema, url: z.string() });
/** The link is shown once; only its digest is kept. */
export const signInUrlSchema = z.object({ url: z.string(), expiresAt: timeSchema, mail: mailDeliverySchema.nullable() });
