import { createHash } from 'node:crypto';
import { at, type LaidWorld, wantedName, wantedPaths } from './lay-out.ts';
import { questionOf } from './world.ts';

/** A request of the viewer. */
export interface ViewerRequest {
  readonly path: string;
  readonly body?: object;
  /** A file of an upload: its place in the collection and its text. */
  readonly file?: { readonly path: string; readonly text: string };
}

/** What the viewer came to know while the script ran; of one side, as are the ids in it. */
export interface Memory {
  readonly answers: string[];
  readonly conversations: string[];
  readonly events: string[];
  readonly documents: string[];
  readonly collections: string[];
  readonly keys: string[];
}

export const emptyMemory = (): Memory => ({ answers: [], conversations: [], events: [], documents: [], collections: [], keys: [] });

export interface Visit {
  readonly laid: LaidWorld;
  readonly memory: Memory;
  /** Turns one choice of the script into several. */
  readonly pick: number;
  /** Whether the order of passages counts: where it does not, all that may be read is asked for. */
  readonly isStrict: boolean;
}

type Call = (visit: Visit) => ViewerRequest;

const zeros = '0'.repeat(32);
const under =
  (path: string): Call =>
  () => ({ path });
const posting =
  (path: string, body: object): Call =>
  () => ({ path, body });
/** Ids of a kind that the viewer may have, among them one of what is hidden and one of nothing. */
const oneOf = (pick: number, ...lists: readonly (readonly string[])[]) => at(lists.flat(), pick);

const document = ({ laid, memory, pick }: Visit) =>
  oneOf(
    pick,
    laid.documents.map(({ id }) => id),
    memory.documents,
    laid.hidden.documents.map(({ id }) => id),
    [`doc_${zeros}`],
  );
const collection = ({ laid, memory, pick }: Visit) =>
  oneOf(
    pick,
    laid.collections.map(({ id }) => id),
    memory.collections,
    laid.hidden.collections.map(({ id }) => id),
    [`col_${zeros}`],
  );
const ownCollection = ({ laid, memory, pick }: Visit) =>
  oneOf(
    pick,
    laid.collections.map(({ id }) => id),
    memory.collections,
  );
const policy = ({ laid, pick }: Visit) =>
  oneOf(
    pick,
    laid.policies.map(({ id }) => id),
    laid.hidden.policies.map(({ id }) => id),
  );
const policyName = ({ laid, pick }: Visit) =>
  oneOf(
    pick,
    laid.policies.map(({ name }) => name),
    laid.hidden.policies.map(({ name }) => name),
  );
const answer = ({ memory, pick }: Visit) => oneOf(pick, memory.answers, [`ans_${zeros}`]);
const conversation = ({ memory, pick }: Visit) => oneOf(pick, memory.conversations, [`conv_${zeros}`]);
const event = ({ memory, pick }: Visit) => oneOf(pick, memory.events, [`00000000-0000-7000-8000-${'0'.repeat(12)}`]);
const somePath = ({ laid, pick }: Visit) =>
  oneOf(
    pick,
    wantedPaths,
    laid.documents.map(({ path }) => path),
  );
const someText = ({ laid, pick }: Visit) =>
  oneOf(
    pick,
    ['A text of the viewer.'],
    laid.documents.map(({ text }) => text),
    laid.hidden.documents.map(({ text }) => text),
  );
const someName = ({ laid, pick }: Visit) =>
  oneOf(
    pick,
    [wantedName(laid.tag), `Mine ${laid.tag}`],
    laid.collections.map(({ name }) => name),
  );
const question = ({ laid }: Visit) => questionOf(laid.world.question);
const further = (visit: Visit, by: number): Visit => ({ ...visit, pick: Math.floor(visit.pick / by) });

const credential = { id: 'x', rawId: 'x', type: 'public-key' };
const search: Call = (visit) => {
  const { pick } = visit;
  const ways: readonly object[] = [
    { facets: true, limit: 50 },
    { mode: 'text', limit: 50 },
    { mode: 'vector', limit: 50 },
    { limit: 3 },
    { facets: true, filters: { types: ['text/plain'] }, sort: 'newest', limit: 50 },
    { facets: true, sort: 'title', limit: 2 },
    { collections: [collection(further(visit, 8))], limit: 50 },
    { collections: [someName(further(visit, 8))], facets: true },
  ];
  return { path: '/api/v1/search', body: { query: question(visit), ...at(ways, pick), ...(!visit.isStrict && { limit: 50 }) } };
};

const toolCall = (visit: Visit): object => {
  const uses: readonly object[] = [
    { name: 'search', arguments: { query: question(visit), limit: 50 } },
    { name: 'read_document', arguments: { documentId: document(further(visit, 3)) } },
    { name: 'ask', arguments: { question: question(visit) } },
  ];
  return at(uses, visit.pick);
};

/**
 * How the viewer calls each route that an employee or curator may call, by its operation id. The test fails when the OpenAPI
 * document has one that is missing here.
 */
export const calls: Readonly<Record<string, Call>> = {
  me: under('/api/v1/me'),
  exchangeSignInLink: posting('/api/v1/sign-in-link', { token: 'x'.repeat(43) }),
  setupOwner: posting('/api/v1/setup', { name: 'x', email: 'x@example.com', password: 'four quiet reading desks' }),
  listSessions: under('/api/v1/sessions'),
  endSession: under('/api/v1/sessions/ses_0'),
  endOtherSessions: posting('/api/v1/sessions/end-others', {}),
  confirmSession: posting('/api/v1/sessions/confirm', { password: 'four quiet reading desks' }),
  beginSecondFactor: posting('/api/v1/second-factor', {}),
  confirmSecondFactor: posting('/api/v1/second-factor/confirm', { code: '123456' }),
  renewRecoveryCodes: posting('/api/v1/second-factor/recovery-codes', {}),
  removeSecondFactor: posting('/api/v1/second-factor/remove', {}),
  listSignInProviders: under('/api/v1/sign-in-providers'),
  listConnections: under('/api/v1/connections'),
  connectProvider: posting('/api/v1/connections/none', {}),
  disconnectProvider: under('/api/v1/connections/none'),
  listCollections: under('/api/v1/collections'),
  createCollection: (visit) => ({
    path: '/api/v1/collections',
    body: { name: someName(visit), defaultPolicyId: policy(further(visit, 4)) },
  }),
  getCollection: (visit) => ({ path: `/api/v1/collections/${collection(visit)}` }),
  updateCollection: (visit) => ({
    path: `/api/v1/collections/${collection(visit)}`,
    body:
      visit.pick % 3 === 0
        ? { name: someName(further(visit, 3)) }
        : { defaultPolicyId: policy(further(visit, 3)), appliesToDocuments: visit.pick % 3 === 1 },
  }),
  uploadDocuments: (visit) => ({
    path: `/api/v1/collections/${ownCollection(visit)}/documents${visit.pick % 2 === 0 ? '' : `?policy=${encodeURIComponent(policyName(further(visit, 2)))}`}`,
    file: { path: somePath(further(visit, 3)), text: someText(further(visit, 7)) },
  }),
  findKnownFiles: (visit) => ({
    path: `/api/v1/collections/${ownCollection(visit)}/known-files${visit.pick % 2 === 0 ? '' : `?policy=${encodeURIComponent(policyName(further(visit, 2)))}`}`,
    body: {
      files: [0, 1, 2].map((one) => ({
        path: somePath(further(visit, 3 + one)),
        sha256: createHash('sha256')
          .update(someText(further(visit, 7 + one)))
          .digest('hex'),
      })),
    },
  }),
  listDocuments: ({ pick, laid }) => ({
    path: `/api/v1/documents?${at(['limit=50', 'limit=2', `limit=50&text=${encodeURIComponent('hidden')}`, 'state=published', `collectionId=${laid.collections[0]?.id}`], pick)}`,
  }),
  countDocuments: (visit) => ({
    path: `/api/v1/documents/counts${at(['', '?text=document', `?collectionId=${collection(further(visit, 3))}`], visit.pick)}`,
  }),
  getDocument: (visit) => ({ path: `/api/v1/documents/${document(visit)}` }),
  deleteDocument: (visit) => ({ path: `/api/v1/documents/${document(visit)}` }),
  updateDocument: (visit) => ({
    path: `/api/v1/documents/${document(visit)}`,
    body: at(
      [
        { path: somePath(further(visit, 11)) },
        { policyId: policy(further(visit, 11)) },
        { collectionId: collection(further(visit, 11)), path: somePath(further(visit, 5)) },
      ],
      further(visit, 7).pick,
    ),
  }),
  listDocumentVersions: (visit) => ({ path: `/api/v1/documents/${document(visit)}/versions` }),
  replaceDocument: (visit) => ({
    path: `/api/v1/documents/${document(visit)}/versions`,
    file: { path: 'file.txt', text: someText(further(visit, 7)) },
  }),
  retryDocument: (visit) => ({ path: `/api/v1/documents/${document(visit)}/retry`, body: {} }),
  retryDocuments: posting('/api/v1/documents/retry', {}),
  cancelDocument: (visit) => ({ path: `/api/v1/documents/${document(visit)}/cancel`, body: {} }),
  cancelDocuments: posting('/api/v1/documents/cancel', {}),
  getDocumentContent: (visit) => ({ path: `/api/v1/documents/${document(visit)}/content` }),
  getDocumentText: (visit) => ({ path: `/api/v1/documents/${document(visit)}/text` }),
  search,
  ask: (visit) => ({
    path: '/api/v1/ask',
    body: {
      question: question(visit),
      stream: visit.pick % 3 !== 0,
      ...(visit.pick % 5 === 0 && visit.memory.conversations.length > 0 && { conversationId: conversation(visit) }),
      ...(visit.pick % 7 === 0 && { collections: [collection(visit)] }),
    },
  }),
  listConversations: under('/api/v1/conversations'),
  getConversation: (visit) => ({ path: `/api/v1/conversations/${conversation(visit)}` }),
  updateConversation: (visit) => ({ path: `/api/v1/conversations/${conversation(visit)}`, body: { title: 'Renamed', isPinned: true } }),
  deleteConversation: (visit) => ({ path: `/api/v1/conversations/${conversation(visit)}` }),
  giveFeedback: (visit) => ({ path: `/api/v1/answers/${answer(visit)}/feedback`, body: { rating: 'helpful' } }),
  shareAnswer: (visit) => ({ path: `/api/v1/answers/${answer(visit)}/sharing`, body: { isShared: true } }),
  getAnswer: (visit) => ({ path: `/api/v1/answers/${answer(visit)}` }),
  getAuditEvent: (visit) => ({ path: `/api/v1/audit/events/${event(visit)}` }),
  listApiKeys: under('/api/v1/admin/keys'),
  createApiKey: posting('/api/v1/admin/keys', { name: 'mine', scopes: ['ask'] }),
  revokeApiKey: ({ memory, pick }) => ({ path: `/api/v1/admin/keys/${oneOf(pick, memory.keys, [`key_${zeros}`])}` }),
  listModels: under('/api/v1/admin/models'),
  listPasskeys: under('/api/v1/passkeys'),
  addPasskey: posting('/api/v1/passkeys', {
    name: 'x',
    credential: { ...credential, response: { clientDataJSON: 'x', attestationObject: 'x' } },
  }),
  beginPasskey: posting('/api/v1/passkeys/begin', {}),
  renamePasskey: posting('/api/v1/passkeys/none', { name: 'x' }),
  removePasskey: under('/api/v1/passkeys/none'),
  beginPasskeySignIn: posting('/api/v1/passkeys/sign-in/begin', {}),
  signInWithPasskey: posting('/api/v1/passkeys/sign-in', {
    credential: { ...credential, response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' } },
  }),
  confirmWithPasskey: posting('/api/v1/passkeys/confirm', {
    credential: { ...credential, response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' } },
  }),
  listVisiblePolicies: under('/api/v1/policies'),
  listCurators: (visit) => ({ path: `/api/v1/collections/${collection(visit)}/curators` }),
  listReaders: (visit) => ({ path: `/api/v1/documents/${document(visit)}/readers` }),
  createChatCompletion: (visit) => ({
    path: '/v1/chat/completions',
    body: { model: 'carrel', messages: [{ role: 'user', content: question(visit) }], stream: visit.pick % 2 === 1 },
  }),
  createEmbeddings: (visit) => ({ path: '/v1/embeddings', body: { model: 'carrel', input: question(visit) } }),
  listOpenAiModels: under('/v1/models'),
  getOpenAiModel: under('/v1/models/carrel'),
  mcp: (visit) => ({ path: '/mcp', body: { jsonrpc: '2.0', id: 1, method: 'tools/call', params: toolCall(visit) } }),
  listSuggestions: under('/api/v1/suggestions'),
  listDocumentUses: (visit) => ({ path: `/api/v1/documents/${document(visit)}/uses` }),
  requestSlackLink: posting('/api/v1/slack/link-requests', {
    teamId: 'T01',
    slackUserId: 'U01',
    teamName: 'Team',
    slackUserName: 'Name',
  }),
  claimSlackEvents: posting('/api/v1/slack/events/claim', { events: [{ eventId: 'x', place: null }] }),
  finishSlackEvent: posting('/api/v1/slack/events/finish', { eventId: 'x' }),
  listUnfinishedSlackEvents: under('/api/v1/slack/events/unfinished'),
  refuseInSlack: posting('/api/v1/slack/refusals', { teamId: 'T01', slackUserId: 'U01', reason: 'SLACK_GUEST' }),
  noteSlackBot: ({ laid }) => ({
    path: '/api/v1/slack/bot',
    body: { mode: 'socket', isConnected: true, teams: [{ teamId: 'T01', name: laid.tag }], questions: 0, refusals: 0 },
  }),
  findSlackThread: posting('/api/v1/slack/threads/find', { thread: 'x' }),
  putSlackThread: (visit) => ({ path: '/api/v1/slack/threads', body: { thread: 'x', conversationId: conversation(visit) } }),
  postAnswer: (visit) => ({ path: `/api/v1/answers/${answer(visit)}/postings`, body: { channelId: 'C01', audience: ['U01'] } }),
  showSlackLinkRequest: posting('/api/v1/slack/link-requests/show', { token: 'x'.repeat(43) }),
  linkSlackAccount: posting('/api/v1/slack/links', { token: 'x'.repeat(43) }),
  listSlackLinks: under('/api/v1/slack/links'),
  unlinkSlackAccount: under('/api/v1/slack/links/none'),
  livez: under('/livez'),
};

/**
 * Routes that tell of the whole installation, for a reason. Everybody may verify that the log has not been changed, and a log
 * that grows is a log of which people see that it grows; the state of the machine says whether it is well.
 */
export const ofTheInstallation: Readonly<Record<string, string>> = {
  getNewestCheckpoint: 'the size of the log',
  listPublishedLogs: 'the size of the log',
  getCheckpoint: 'the size of the log',
  getLogKeys: 'the key of the log',
  getTile: 'digests of all entries of the log',
  proveInclusion: 'digests of neighbours in the log',
  proveConsistency: 'digests of parts of the log',
  getAnswerReceipt: 'digests of neighbours in the log, and its size',
  readyz: 'whether the machine is well: free space, entries that wait for their number',
  getServiceState: 'whether the machine is well, in a word',
  metrics: 'figures of the machine, given to the machine itself and to admins',
  ingestEvents: 'a stream without an end; it has a test of its own beside this one',
};

/** Takes away what other calls need: where all routes are called, these come last. */
export const lastCalls: ReadonlySet<string> = new Set([
  'deleteConversation',
  'deleteDocument',
  'revokeApiKey',
  'setupOwner',
  'beginSecondFactor',
  'confirmSecondFactor',
  'renewRecoveryCodes',
  'removeSecondFactor',
]);

/** Where what is hidden is nearest: called as often as all others together. */
export const favouredCalls: ReadonlySet<string> = new Set([
  'uploadDocuments',
  'findKnownFiles',
  'updateDocument',
  'createCollection',
  'getDocument',
  'search',
  'ask',
]);

/** What every viewer calls, before the calls of the script. */
export const firstCalls = ['search', 'listDocuments', 'countDocuments'] as const;
