/** Text that an embedding model was trained to see in front of a question or a passage. Empty for most. */
export interface TextForm {
  /** Part of the identity of the vectors, since another prefix makes other vectors; empty when there are no prefixes. */
  readonly id: string;
  readonly queryPrefix: string;
  readonly documentPrefix: string;
}

export const plainTextForm: TextForm = { id: '', queryPrefix: '', documentPrefix: '' };

const passageSearch = 'Represent this sentence for searching relevant passages: ';

/** From the models' own pages (read 2026-11-20). The first pattern that matches the name or title decides. */
const forms: readonly (readonly [RegExp, TextForm])[] = [
  [
    /e5-.*instruct/i,
    {
      id: 'e5-instruct',
      queryPrefix: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ',
      documentPrefix: '',
    },
  ],
  [/(^|[^a-z0-9])(multilingual-)?e5-(small|base|large)/i, { id: 'e5', queryPrefix: 'query: ', documentPrefix: 'passage: ' }],
  [/nomic-embed-text/i, { id: 'nomic', queryPrefix: 'search_query: ', documentPrefix: 'search_document: ' }],
  [
    /embedding-?gemma/i,
    {
      id: 'gemma',
      queryPrefix: 'task: search result | query: ',
      documentPrefix: 'title: none | text: ',
    },
  ],
  [
    /qwen3-embedding/i,
    {
      id: 'qwen3',
      queryPrefix: 'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:',
      documentPrefix: '',
    },
  ],
  [/arctic-embed-.*v2/i, { id: 'arctic-2', queryPrefix: 'query: ', documentPrefix: '' }],
  [/arctic-embed|mxbai-embed|bge-(small|base|large)-en/i, { id: 'passage-search', queryPrefix: passageSearch, documentPrefix: '' }],
];

/** The form of a model by its names (file name, title in the file, name at a server). */
export function textFormOf(names: readonly (string | null)[]): TextForm {
  for (const [pattern, form] of forms) {
    if (names.some((name) => name !== null && pattern.test(name.replaceAll(/[\s_]/g, '-')))) return form;
  }
  return plainTextForm;
}
