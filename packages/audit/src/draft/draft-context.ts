import type { AuthorisationFacts, ContextPassage } from '../events/asking-events.ts';
import type { AuditActor } from '../events/audit-event.ts';
import { canonicalText } from '../leaf/canonical-bytes.ts';
import { sha256Hex } from '../leaf/leaf-hash.ts';
import type { ContextItem, DraftLeaf } from '../leaf/leaf-schema.ts';
import { saltedTextHash } from '../sealing/seal-field.ts';
import { principalRef } from './draft-actor.ts';
import type { Vault } from './vault.ts';

/** What was read, passage by passage, in the given order. */
export async function contextItems(eventId: string, context: readonly ContextPassage[], vault: Vault): Promise<ContextItem[]> {
  if (context.length === 0) return [];
  const policyIds = new Set(context.map(({ passage }) => passage.policyId));
  await Promise.all([
    vault.prepareDocumentKeys(context.map(({ passage }) => passage.documentId)),
    ...[...policyIds].map((id) => vault.policy(id)),
  ]);
  const items: ContextItem[] = [];
  for (const { passage, isInPrompt, isCited } of context) {
    const dataKey = await vault.dataKey({ kind: 'document', ref: passage.documentId });
    const policy = await vault.policy(passage.policyId);
    items.push({
      rank: passage.rank,
      chunk: passage.chunkId,
      doc: passage.documentId,
      ver: passage.versionId,
      h: saltedTextHash({ dataKey, eventId, chunkId: passage.chunkId, text: passage.text }),
      label: policy?.label ?? null,
      policy: policy?.key ?? null,
      in_prompt: isInPrompt,
      cited: isCited,
    });
  }
  return items;
}

/** Digests name the exact policies and the exact audience of the decision without listing them. */
export async function authorisationPart(
  facts: AuthorisationFacts,
  actor: AuditActor,
  vault: Vault,
): Promise<NonNullable<DraftLeaf['authz']>> {
  const readers = 'audience' in actor ? actor.audience : [];
  const audience = await Promise.all(readers.map((reader) => principalRef(reader, vault)));
  const policies = facts.visible.policies.map((policy) => policy.id);
  return {
    policy_sha256: sha256Hex(canonicalText(policies.toSorted())),
    scope_sha256: sha256Hex(canonicalText({ audience: audience.toSorted(), collections: facts.collectionIds?.toSorted() ?? null })),
    acl_epoch: facts.visible.epoch,
    checked: facts.checkedCount,
  };
}
