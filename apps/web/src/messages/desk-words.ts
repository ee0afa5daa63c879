/** Words of the command palette, of sharing, and of what the lists and the reader offer beyond looking. */
export const deskWords = {
  palette: {
    title: 'Go to, find, do',
    placeholder: 'A page, a document, a conversation, a command',
    open: 'Find or do',
    none: 'Nothing fits these words.',
    ask: (text: string) => `Ask “${text}”`,
    search: (text: string) => `Search for “${text}”`,
    groups: { text: 'With these words', pages: 'Go to', documents: 'Documents', conversations: 'Conversations', commands: 'Do' },
    theme: (name: string) => `Theme: ${name}`,
    language: (name: string) => `Language: ${name}`,
    hint: '↑ ↓ choose, Enter opens, Esc closes',
  },
  keys: { palette: 'Find a page, a document or a command', find: 'Find words in the open document' },
<<<<<<< HEAD
  differ: {
    title: 'The documents differ',
    kinds: {
      number: 'They give different numbers:',
      date: 'They give different dates:',
      negation: 'One says yes, the other no:',
    },
    hint: 'Carrel does not know which of them holds: look at their dates, or ask who looks after them.',
  },
  validity: {
    superseded: (by: string) => `Superseded by ${by}`,
    notYet: (day: string) => `Holds from ${day}`,
    reviewDue: (day: string) => `Was to be reviewed by ${day}`,
=======
  searchedFor: (query: string) => `Searched for “${query}”`,
  sourceDate: { of: (day: string) => `of ${day}`, newer: (day: string) => `a newer version answers, of ${day}` },
  readOnly: {
    reasons: {
      DATABASE_UNAVAILABLE: 'Carrel can be read, not changed or asked: its database takes no writes. An operator must look at it.',
      AUDIT_UNAVAILABLE:
        'Carrel can be read, not changed or asked: its log cannot be written, and nothing happens without a record. An operator must look at it.',
      DISK_FULL: 'No new documents are taken: the disk is nearly full. Reading, searching and asking go on.',
      INGEST_STOPPED: 'New documents wait: their reader has stopped and is started again by itself.',
    },
  },
  allAbout: 'All about this document',
  suggested: {
    label: 'From the documents that you may read',
    document: (title: string) => `What does “${title}” say?`,
    topic: (title: string, topic: string) => `What does “${title}” say about “${topic}”?`,
  },
  firstSteps: {
    title: 'First steps',
    body: 'Models, first documents, a first question: what was left out at the first run can be done at any time.',
    open: 'Open the first steps',
    company: 'Company',
>>>>>>> main
  },
  editing: { change: 'Change the question', label: 'The changed question' },
  sharing: {
    share: 'Share',
    shared: 'Shared',
    title: 'Share this answer',
    body: 'The link opens for everybody who is signed in and may read all documents behind this answer. Others find nothing at it. Each opening is recorded.',
    link: 'Link to this answer',
    make: 'Make the link',
    end: 'End sharing',
    screen: 'A shared answer',
    askedBy: (name: string) => `Asked by ${name}`,
    askedByYou: 'Asked by you',
    askYourself: 'Ask this yourself',
    toConversation: 'Open the conversation',
    goneTitle: 'There is no answer at this link',
    goneBody: 'It is no longer shared, its conversation was deleted, or it rests on documents that you may not read.',
  },
  find: {
    label: 'Find in this document',
    place: (n: string, total: string) => `${n} of ${total}`,
    none: 'not found',
    previous: 'Previous place',
    next: 'Next place',
    close: 'End the search',
    outline: 'Outline',
  },
  selection: {
    label: 'The chosen documents',
    choose: (title: string) => `Choose ${title}`,
    chosen: (documents: string) => `${documents} chosen`,
    working: (n: string) => `${n} done`,
    retry: (n: string) => `Try ${n} again`,
    clear: 'Choose none',
    deleteTitle: (documents: string) => `Delete ${documents}?`,
    deleteBody:
      'They, with all their versions and passages, are gone from search and answers at once, and cannot be brought back. Answers that rest on them are withheld; their records stay in the audit log.',
  },
  facets: {
    label: 'Narrow the results',
    collection: 'Collection',
    type: 'Type',
    changed: 'Changed',
    sort: 'Sort',
    clear: 'Clear',
    periods: { day: 'last day', week: 'last 7 days', month: 'last 30 days', year: 'last year' },
    sorts: { relevance: 'best first', newest: 'newest first', title: 'by title' },
    noneTitle: 'Nothing left with these filters',
    noneBody: 'There are passages that fit the words, but none in what is chosen above.',
  },
};
export type DeskWords = typeof deskWords;
