import { z } from 'zod';
import { sensitivityLabels } from '@carrel/core';
import { apiKeySchema, createApiKeyBodySchema, userSchema } from './admin.ts';
import { pageOf, pageQuerySchema, timeSchema } from './common.ts';

const nameSchema = z.string().trim().min(1).max(200);

export const groupSchema = z.object({ id: z.string(), name: z.string(), memberCount: z.int() }).meta({ id: 'Group' });
const nestedGroupSchema = z.object({ id: z.string(), name: z.string(), since: timeSchema });
export const groupDetailSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    createdAt: timeSchema,
    /** People who are in the group itself. */
    members: z.array(z.object({ userId: z.string(), name: z.string(), email: z.string(), since: timeSchema })),
    /** Groups inside it: their people count as its own. */
    innerGroups: z.array(nestedGroupSchema),
    /** Groups that it lies directly inside of. */
    outerGroups: z.array(nestedGroupSchema),
    /** Everybody whom a grant to it reaches, with the groups that they are members of themselves. */
    everybody: z.array(
      z.object({
        userId: z.string(),
        name: z.string(),
        email: z.string(),
        through: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
  })
  .meta({ id: 'GroupDetail' });
export type GroupDetailView = z.infer<typeof groupDetailSchema>;
export const groupBodySchema = z.object({ name: nameSchema });
/** A user id, or a group id: a group inside the group. */
export const groupMemberBodySchema = z.object({ member: z.string() });

/** A policy as somebody sees it who may read by it. */
export const visiblePolicySchema = z
  .object({ id: z.string(), name: z.string(), label: z.enum(sensitivityLabels) })
  .meta({ id: 'VisiblePolicy' });
export const updatePolicyBodySchema = z.object({ name: nameSchema.optional(), label: z.enum(sensitivityLabels).optional() });
export const endGrantQuerySchema = z.object({ right: z.enum(['read', 'curate']).optional() });

export const curatorSchema = z
  .object({ principal: z.string(), name: z.string(), validFrom: timeSchema, validTo: timeSchema.nullable() })
  .meta({ id: 'Curator' });
/** A principal is `everyone`, a user id or a group id. They need the role of a curator too. */
export const curatorBodySchema = z.object({ principal: z.string() });

/** What changes of a document; what is left out stays. `path` is its place within the collection. */
export const updateDocumentBodySchema = z
  .object({ policyId: z.string().optional(), collectionId: z.string().optional(), path: z.string().min(1).max(1000).optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), 'expected policyId, collectionId or path');

/** The moment that is asked about; undefined: now. */
export const momentQuerySchema = z.object({ at: timeSchema.optional() });
export const readersQuerySchema = pageQuerySchema.extend(momentQuerySchema.shape);

export const readingReasonSchema = z
  .object({
    right: z.enum(['read', 'curate']),
    validFrom: timeSchema,
    validTo: timeSchema.nullable(),
    /** Whom the grant names: `everyone`, a user id or a group id. */
    principal: z.string(),
    /** For a grant to a group: from the group that the person is in, outwards to the one that is named. */
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
  })
  .meta({ id: 'ReadingReason' });
export type ReadingReasonView = z.infer<typeof readingReasonSchema>;

export const readersSchema = pageOf(
  z.object({ userId: z.string(), name: z.string(), email: z.string(), reasons: z.array(readingReasonSchema) }),
)
  .extend({ at: timeSchema, policy: visiblePolicySchema })
  .meta({ id: 'Readers' });
export type ReadersView = z.infer<typeof readersSchema>;

export const userAccessSchema = z
  .object({
    at: timeSchema,
    policies: z.array(visiblePolicySchema.extend({ documentCount: z.int(), reasons: z.array(readingReasonSchema) })),
  })
  .meta({ id: 'UserAccess' });
export type UserAccessView = z.infer<typeof userAccessSchema>;

const rightSchema = z.enum(['read', 'curate']);
export const accessMatrixSchema = z
  .object({
    at: timeSchema,
    collections: z.array(z.object({ id: z.string(), name: z.string(), policy: visiblePolicySchema })),
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
    /** What a group may do under a policy. Where it may do nothing there is no cell. */
    cells: z.array(
      z.object({
        policyId: z.string(),
        groupId: z.string(),
        /** By a grant to the group itself. */
        direct: rightSchema.nullable(),
        directUntil: timeSchema.nullable(),
        /** By a grant to `everyone`, or to a group (its id) that this one lies in. */
        inherited: z.object({ right: rightSchema, from: z.string() }).nullable(),
      }),
    ),
  })
  .meta({ id: 'AccessMatrix' });
export type AccessMatrixView = z.infer<typeof accessMatrixSchema>;

export const userDetailSchema = userSchema
  .extend({ groups: z.array(z.object({ id: z.string(), name: z.string() })) })
  .meta({ id: 'UserDetail' });
export type UserDetailView = z.infer<typeof userDetailSchema>;
export const createServiceUserBodySchema = z.object({
  name: nameSchema,
  roles: z.array(z.enum(['employee', 'curator', 'admin', 'compliance'])).default(['employee']),
});

export const ownedApiKeySchema = apiKeySchema
  .extend({ owner: z.object({ id: z.string(), name: z.string(), kind: z.enum(['person', 'service']) }), revokedAt: timeSchema.nullable() })
  .meta({ id: 'OwnedApiKey' });
export type OwnedApiKeyView = z.infer<typeof ownedApiKeySchema>;
export const serviceKeyBodySchema = createApiKeyBodySchema;
