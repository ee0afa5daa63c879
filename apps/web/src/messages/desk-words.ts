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
  keys: { palette: 'Find a page, a document or a command' },
};
export type DeskWords = typeof deskWords;
