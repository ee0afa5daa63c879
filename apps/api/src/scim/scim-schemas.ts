import { z } from 'zod';

export const scimUrns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  config: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
} as const;

const text = z.string().trim().max(500);
/** Some providers send "True" and "False". */
const flag = z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]);

/** Attributes that we do not keep (phones, addresses, extensions) are allowed and left out, as RFC 7644 §3.3 says. */
export const userBodySchema = z.object({
  externalId: text.min(1).nullish(),
  userName: text.min(1),
  name: z.object({ formatted: text.nullish(), givenName: text.nullish(), familyName: text.nullish() }).nullish(),
  displayName: text.nullish(),
  emails: z
    .array(z.object({ value: text.nullish(), type: text.nullish(), primary: flag.nullish() }))
    .max(20)
    .nullish(),
  active: flag.nullish(),
});
export type UserBody = z.infer<typeof userBodySchema>;

export const memberSchema = z.object({ value: text.min(1), type: text.nullish() });
export const groupBodySchema = z.object({
  externalId: text.min(1).nullish(),
  displayName: text.min(1).max(200),
  members: z.array(memberSchema).max(10_000).nullish(),
});

export const patchBodySchema = z.object({
  schemas: z.array(z.literal(scimUrns.patch)).min(1),
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .transform((word) => word.toLowerCase())
          .pipe(z.enum(['add', 'replace', 'remove'])),
        path: z.string().trim().max(1000).nullish(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(1000),
});
export type PatchOperation = z.infer<typeof patchBodySchema>['Operations'][number];

export const listQuerySchema = z.object({
  filter: z.string().max(2000).optional(),
  startIndex: z.coerce
    .number()
    .int()
    .default(1)
    .transform((one) => Math.max(1, one)),
  count: z.coerce
    .number()
    .int()
    .default(100)
    .transform((one) => Math.min(200, Math.max(0, one))),
  attributes: z.string().max(1000).optional(),
  excludedAttributes: z.string().max(1000).optional(),
});
