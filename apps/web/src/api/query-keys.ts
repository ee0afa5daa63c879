/** Names of everything that is fetched. A prefix invalidates all below it. */
export const queryKeys = {
  me: ['me'],
  collections: ['collections'],
  documents: ['documents'],
  documentLists: ['documents', 'list'],
  documentList: (filter: unknown) => ['documents', 'list', filter],
  documentCounts: (filter: unknown) => ['documents', 'counts', filter],
  document: (id: string) => ['documents', 'one', id],
  documentText: (id: string, versionId: string | null) => ['document-text', id, versionId],
  conversations: ['conversations'],
  conversationList: (text: string) => ['conversations', 'list', text],
  conversation: (id: string) => ['conversation', id],
  search: (input: unknown) => ['search', input],
  auditEvents: (filter: unknown) => ['audit', 'events', filter],
  auditEvent: (id: string) => ['audit', 'event', id],
  models: ['models'],
} as const;
