import { createHash } from 'node:crypto';
import {
  apiKeyIdSchema,
  chunkIdSchema,
  type CollectionId,
  collectionIdSchema,
  type DocumentId,
  documentIdSchema,
  type GroupId,
  groupIdSchema,
  type PolicyId,
  policyIdSchema,
  type UserId,
  userIdSchema,
  type VersionId,
  versionIdSchema,
} from '@carrel/core';
import { type DocumentPlan, type GrantPlan, type HiddenDocumentPlan, sentenceOf, type World, zonePolicy } from './world.ts';

export interface LayOutOptions {
  /** Names the batch, so that what it makes differs from what others made. */
  readonly tag: string;
  /** Whether what is hidden lies in strict zones, or in the tables that all share. */
  readonly isStrict: boolean;
  /** Whether grants to everyone count; then the people are the same in both runs, since their curators see them as readers. */
  readonly hasEveryone: boolean;
}

export interface LaidPolicy {
  readonly id: PolicyId;
  readonly name: string;
  readonly isStrict: boolean;
}

export interface LaidDocument {
  readonly id: DocumentId;
  readonly versionId: VersionId;
  readonly collectionId: CollectionId;
  readonly policy: LaidPolicy;
  readonly path: string;
  readonly title: string;
  readonly text: string;
  readonly chunks: readonly { readonly id: string; readonly text: string; readonly start: number; readonly end: number }[];
  readonly plan: DocumentPlan;
}

export interface LaidPerson {
  readonly id: UserId;
  readonly name: string;
  readonly role: string;
  readonly keySecret: string;
  readonly keyId: string;
  readonly sessionToken: string;
}

export interface Grant {
  readonly policyId: PolicyId;
  readonly kind: 'user' | 'group' | 'everyone';
  readonly principalId: string;
  readonly right: string;
  readonly time: GrantPlan['time'];
}

/** What there is to be written, of one world or of several. */
export interface Things {
  readonly people: LaidPerson[];
  readonly groups: { readonly id: GroupId; readonly name: string; readonly inside: readonly GroupId[] }[];
  readonly members: { readonly groupId: GroupId; readonly userId: UserId }[];
  readonly policies: LaidPolicy[];
  readonly grants: Grant[];
  readonly collections: { readonly id: CollectionId; readonly name: string; readonly policyId: PolicyId; readonly ageDays: number }[];
  readonly curators: { readonly collectionId: CollectionId; readonly userId: UserId }[];
  readonly documents: LaidDocument[];
  /** Documents that were under another policy before; their rows in the index still have its key. */
  readonly moves: { readonly documentId: DocumentId; readonly fromId: PolicyId; readonly toId: PolicyId }[];
}

/** A world as its viewer's script needs it. */
export interface LaidWorld {
  readonly world: World;
  readonly tag: string;
  readonly viewer: LaidPerson;
  /** Who asks the viewer's question before the viewer, in the run with what is hidden. */
  readonly asksBefore: LaidPerson | null;
  /** Of both runs, whether the viewer sees them or not. */
  readonly documents: readonly LaidDocument[];
  readonly collections: Things['collections'];
  readonly policies: readonly LaidPolicy[];
  readonly hidden: {
    readonly documents: readonly LaidDocument[];
    readonly collections: Things['collections'];
    readonly policies: readonly LaidPolicy[];
    readonly people: readonly LaidPerson[];
  };
}

export interface LaidBatch {
  readonly worlds: readonly LaidWorld[];
  readonly both: Things;
  /** Of the run `with`: what is written before the things of both runs, and after them. */
  readonly early: Things;
  readonly late: Things;
}

export const noThings = (): Things => ({
  people: [],
  groups: [],
  members: [],
  policies: [],
  grants: [],
  collections: [],
  curators: [],
  documents: [],
  moves: [],
});

/** Where viewers put documents, and where hidden ones may lie. */
export const wantedPaths = ['next-0.txt', 'next-1.txt', 'next-2.txt'] as const;
export const wantedName = (tag: string) => `Wanted ${tag}`;

const digest = (seed: string) => createHash('sha256').update(seed).digest('hex');
const hex = (seed: string) => digest(seed).slice(0, 32);
/** The element of this number, counted round. */
export function at<Item>(list: readonly Item[], number: number): Item {
  const found = list[number % list.length];
  if (found === undefined) throw new Error('an empty list has no element');
  return found;
}

/** Lays out worlds side by side: what is of one of them is hidden from the viewers of all others, unless it is for everyone. */
export function layOut(worlds: readonly World[], options: LayOutOptions): LaidBatch {
  const { tag, isStrict } = options;
  const [both, early, late] = [noThings(), noThings(), noThings()];
  const policy = (name: string, strict: boolean): LaidPolicy => ({
    id: policyIdSchema.parse(`pol_${hex(`policy ${tag} ${name}`)}`),
    name,
    isStrict: strict,
  });
  const hiddenPolicies = [0, 1, 2].map((number) => policy(`Hidden ${number} ${tag}`, isStrict));
  const zone = policy(`Zone ${tag}`, true);
  early.policies.push(...hiddenPolicies.slice(0, 2));
  late.policies.push(...hiddenPolicies.slice(2));
  both.policies.push(zone);
  const laid = worlds.map((world, index) =>
    layOutWorld(world, { ...options, tag: `${tag}w${index}`, things: { both, early, late }, hiddenPolicies, zone, policy }),
  );
  return { worlds: laid, both, early, late };
}

interface Place extends LayOutOptions {
  readonly things: Record<'both' | 'early' | 'late', Things>;
  readonly hiddenPolicies: readonly LaidPolicy[];
  readonly zone: LaidPolicy;
  readonly policy: (name: string, isStrict: boolean) => LaidPolicy;
}

function layOutWorld(world: World, place: Place): LaidWorld {
  const { tag, things, isStrict, hasEveryone } = place;
  const { both } = things;
  const viewer = aPerson(`Viewer ${tag}`, world.role);
  const colleague = aPerson(`Colleague ${tag}`, 'employee');
  both.people.push(viewer, colleague);

  const groups = layOutGroups(world, tag);
  both.groups.push(...groups);
  for (const [number, { holdsViewer }] of world.groups.entries())
    both.members.push({ groupId: at(groups, number).id, userId: holdsViewer ? viewer.id : colleague.id });

  const policies = world.policies.map((_plan, number) => place.policy(`Policy ${number} ${tag}`, false));
  both.policies.push(...policies);
  const right = world.role === 'curator' ? 'curate' : 'read';
  both.grants.push({ policyId: at(policies, 0).id, kind: 'user', principalId: viewer.id, right, time: 'now' });
  for (const [number, { grants }] of world.policies.entries())
    for (const plan of grants) {
      const principal = principalOf(plan, { viewer, colleague, groups, hasEveryone });
      if (principal !== null) both.grants.push({ policyId: at(policies, number).id, right: plan.right, time: plan.time, ...principal });
    }
  // In shared tables every passage that may be read has to be in the answer, so no viewer shares a zone with others there.
  const isInZone = (plan: DocumentPlan) => isStrict && plan.policy === zonePolicy;
  if (world.documents.some(isInZone))
    both.grants.push({ policyId: place.zone.id, kind: 'user', principalId: viewer.id, right: 'read', time: 'now' });

  const collections = world.collections.map((plan, number) => ({
    id: collectionIdSchema.parse(`col_${hex(`collection ${tag} ${number}`)}`),
    name: `Collection ${number} ${tag}`,
    policyId: at(policies, plan.policy).id,
    ageDays: 30 + number,
  }));
  both.collections.push(...collections);
  for (const [number, { isCuratedByViewer }] of world.collections.entries())
    if (isCuratedByViewer) both.curators.push({ collectionId: at(collections, number).id, userId: viewer.id });

  const documents = world.documents.map((plan, number) =>
    aDocument(plan, {
      seed: `${tag} ${number}`,
      isStrict,
      collectionId: at(collections, plan.collection).id,
      policy: isInZone(plan) ? place.zone : at(policies, plan.policy),
      path: `docs/${number}.txt`,
      title: `Document ${number} ${tag}`,
    }),
  );
  both.documents.push(...documents);
  const hidden = layOutHidden(world, place, { viewer, collections, documents });
  return {
    world,
    tag,
    viewer,
    asksBefore: world.hidden.isAskedBefore ? (hidden.people[0] ?? null) : null,
    documents,
    collections,
    policies,
    hidden,
  };
}

function layOutGroups(world: World, tag: string): Things['groups'] {
  const groups: Things['groups'] = [];
  for (const [number, plan] of world.groups.entries()) {
    const outer = plan.inside === null || number === 0 ? undefined : at(groups, plan.inside);
    const id = groupIdSchema.parse(`grp_${hex(`group ${tag} ${number}`)}`);
    groups.push({ id, name: `Group ${number} ${tag}`, inside: outer === undefined ? [] : [outer.id, ...outer.inside] });
  }
  return groups;
}

/** Whom a grant names; null: nobody in this batch. */
function principalOf(
  { to, group }: GrantPlan,
  who: { readonly viewer: LaidPerson; readonly colleague: LaidPerson; readonly groups: Things['groups']; readonly hasEveryone: boolean },
): Pick<Grant, 'kind' | 'principalId'> | null {
  switch (to) {
    case 'everyone':
      return who.hasEveryone ? { kind: 'everyone', principalId: '' } : null;
    case 'group':
      return who.groups.length > 0
        ? { kind: 'group', principalId: at(who.groups, group).id }
        : { kind: 'user', principalId: who.viewer.id };
    case 'colleague':
      return { kind: 'user', principalId: who.colleague.id };
    case 'viewer':
      return { kind: 'user', principalId: who.viewer.id };
  }
}

/** What is in one run alone. Nothing of it reaches the viewer: no grant that holds, no group that they are in. */
function layOutHidden(
  world: World,
  { tag, things, hiddenPolicies, isStrict, hasEveryone }: Place,
  seen: { readonly viewer: LaidPerson; readonly collections: Things['collections']; readonly documents: readonly LaidDocument[] },
): LaidWorld['hidden'] {
  const { hidden: plan } = world;
  const people = Array.from({ length: plan.people }, (_, number) => aPerson(`Hidden person ${number} ${tag}`, 'employee'));
  (hasEveryone ? things.both : things.early).people.push(...people);
  let outer: readonly GroupId[] = [];
  for (const [number, person] of people.entries()) {
    const id = groupIdSchema.parse(`grp_${hex(`hidden group ${tag} ${number}`)}`);
    things.early.groups.push({ id, name: `Hidden group ${number} ${tag}`, inside: outer });
    outer = [id, ...outer];
    things.early.members.push({ groupId: id, userId: person.id });
    things.early.grants.push({ policyId: at(hiddenPolicies, number).id, kind: 'group', principalId: id, right: 'curate', time: 'now' });
  }
  for (const time of ['over', 'to come'] as const)
    if (people.length > 0)
      things.late.grants.push({
        policyId: at(hiddenPolicies, people.length).id,
        kind: 'user',
        principalId: seen.viewer.id,
        right: 'read',
        time,
      });

  const collection = {
    id: collectionIdSchema.parse(`col_${hex(`hidden collection ${tag}`)}`),
    name: plan.hasWantedName ? wantedName(tag) : `Hidden ${tag}`,
    policyId: at(hiddenPolicies, 0).id,
    ageDays: 3,
  };
  things.early.collections.push(collection);
  const taken = new Set<string>();
  const documents: LaidDocument[] = [];
  for (const [number, one] of plan.documents.entries()) {
    const document = aDocument(one, {
      seed: `hidden ${tag} ${number}`,
      isStrict,
      ...hiddenPlace(one, number, { collectionId: collection.id, collections: seen.collections }),
      policy: at(hiddenPolicies, one.policy),
      title: `Hidden document ${number} ${tag}`,
    });
    const lies = `${document.collectionId} ${document.path}`;
    if (taken.has(lies)) continue;
    taken.add(lies);
    documents.push(document);
    (number % 2 === 0 ? things.early : things.late).documents.push(document);
  }
  const moved = seen.documents[0];
  if (plan.hasMoved && !isStrict && moved !== undefined)
    things.late.moves.push({ documentId: moved.id, fromId: at(hiddenPolicies, 1).id, toId: moved.policy.id });
  return { documents, collections: [collection], policies: hiddenPolicies, people };
}

function hiddenPlace(
  { place, collection }: HiddenDocumentPlan,
  number: number,
  where: { readonly collectionId: CollectionId; readonly collections: Things['collections'] },
): { readonly collectionId: CollectionId; readonly path: string } {
  if (place === 'hidden collection') return { collectionId: where.collectionId, path: `secret/${number}.txt` };
  const { id } = at(where.collections, collection);
  return { collectionId: id, path: place === 'next' ? at(wantedPaths, number) : `hidden/${number}.txt` };
}

function aPerson(name: string, role: string): LaidPerson {
  const seed = hex(`person ${name}`);
  return {
    id: userIdSchema.parse(`usr_${seed}`),
    name,
    role,
    keySecret: `carrel_${Buffer.from(digest(`key ${name}`), 'hex').toString('base64url')}`,
    keyId: apiKeyIdSchema.parse(`key_${hex(`key of ${name}`)}`),
    sessionToken: digest(`session ${name}`).slice(0, 32),
  };
}

function aDocument(
  plan: DocumentPlan,
  {
    seed,
    isStrict,
    ...facts
  }: Pick<LaidDocument, 'collectionId' | 'policy' | 'path' | 'title'> & { readonly seed: string; readonly isStrict: boolean },
): LaidDocument {
  const versionId = versionIdSchema.parse(`dv_${hex(`version ${seed}`)}`);
  // Of two equal texts an answer rests on the one that comes first; where the order is free there must be none.
  const sentences = plan.sentences.map(
    (number, place) => `${sentenceOf(number)}${isStrict ? '' : ` Note ${hex(`${seed} ${place}`).slice(0, 6)}.`}`,
  );
  let start = 0;
  const chunks = sentences.map((text, ordinal) => {
    const chunk = { id: chunkIdSchema.parse(`chk_${hex(`chunk ${versionId} ${ordinal}`)}`), text, start, end: start + text.length };
    start = chunk.end + 1;
    return chunk;
  });
  const id = documentIdSchema.parse(`doc_${hex(`document ${seed}`)}`);
  return { ...facts, id, versionId, text: sentences.join('\n'), chunks, plan };
}
