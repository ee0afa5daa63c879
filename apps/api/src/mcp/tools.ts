import type { AnswerEvent } from '@carrel/answering';
import type { BlobStore } from '@carrel/core';
import { answerDecisions, CarrelError } from '@carrel/core';
import type { CitationView, PassageView, Route } from '@carrel/contract';
import { routes, searchBodySchema } from '@carrel/contract';
import { z } from 'zod';
import type { Ask } from '../ask/ask.ts';
import { askResultView } from '../ask/ask-views.ts';
import type { Caller } from '../authentication/caller.ts';
import type { DocumentReader } from '../documents/read-document.ts';
import { renderTextAside } from '../documents/render-text-aside.ts';
import { textRangeSchema } from '../documents/render-text-range.ts';
import type { Search } from '../search/search.ts';
import type { McpTool, ToolRun } from './mcp-tool.ts';
import { defineTool } from './mcp-tool.ts';

export interface ToolDeps {
  readonly ask: Ask;
  readonly search: Search;
  readonly documents: DocumentReader;
  readonly blobs: Pick<BlobStore, 'read'>;
  /** @throws RATE_LIMITED */
  readonly limitUse: (route: Route, caller: Caller) => Promise<void>;
}

const collectionsSchema = z.array(z.string()).max(100).optional().describe('Names or ids of collections; leave out to use all');
const placeFields = {
  documentId: z.string(),
  versionId: z.string(),
  chunkId: z.string(),
  title: z.string(),
  path: z.string(),
  page: z.int().optional(),
  start: z.int(),
  end: z.int(),
};
const maxResults = 50;
const defaultReadLength = 20_000;
const maxReadLength = 100_000;

/** What the knowledge base can do for a model, as the caller. */
export function createTools(deps: ToolDeps): readonly McpTool[] {
  return [searchTool(deps), askTool(deps), readDocumentTool(deps)];
}

function searchTool({ search, limitUse }: ToolDeps): McpTool {
  return defineTool({
    name: 'search',
    title: 'Search the knowledge base',
    description:
      'Finds passages of the company’s documents that deal with a query, the best first, each with its document and place. Only what the caller may read is found.',
    scope: 'search',
    input: z.object({
      query: z.string().trim().min(1).max(2000).describe('A question or key words'),
      collections: collectionsSchema,
      limit: z.int().min(1).max(maxResults).default(10),
    }),
    output: z.object({ passages: z.array(z.object({ rank: z.int(), ...placeFields, headings: z.array(z.string()), text: z.string() })) }),
    async run(input, { caller, signal }) {
      await limitUse(routes.search, caller);
      const { passages } = await search(caller, searchBodySchema.parse(input), signal);
      const found = passages.map(({ location: _location, ...passage }) => passage);
      return { text: found.length === 0 ? 'Nothing was found.' : found.map(passageText).join('\n\n'), data: { passages: found } };
    },
  });
}

function askTool({ ask, limitUse }: ToolDeps): McpTool {
  return defineTool({
    name: 'ask',
    title: 'Ask the knowledge base',
    description:
      'Answers a question from the company’s documents. Every sentence was checked against the documents and has citations such as [1]; where the documents do not say, the answer says so.',
    scope: 'ask',
    input: z.object({
      question: z.string().trim().min(1).max(4000),
      collections: collectionsSchema,
      conversationId: z.string().optional().describe('Of an earlier answer, for a question that follows on it'),
    }),
    output: z.object({
      answerId: z.string(),
      conversationId: z.string(),
      decision: z.enum(answerDecisions),
      answer: z.string(),
      citations: z.array(z.object({ number: z.int(), ...placeFields, quote: z.string(), supported: z.boolean() })),
    }),
    async run(input, run) {
      await limitUse(routes.ask, run.caller);
      const result = await answerWithProgress(ask(run.caller, { ...input, signal: run.signal }), run);
      const { answerId, conversationId, decision, answer } = result;
      const citations = result.citations.map(({ location: _location, context: _context, ...citation }) => citation);
      const sources = citations.map(citationText).join('\n');
      return {
        text: sources === '' ? answer : `${answer}\n\nSources:\n${sources}`,
        data: { answerId, conversationId, decision, answer, citations },
      };
    },
  });
}

async function answerWithProgress(events: AsyncGenerator<AnswerEvent>, { progress }: ToolRun) {
  for await (const event of events) {
    if (event.type === 'passages') await progress(`${event.passages.length} passages found`);
    if (event.type === 'progress') await progress(event.stage);
    if (event.type === 'done') return askResultView(event.result);
  }
  throw new CarrelError('INTERNAL', { message: 'the asking path ended without a result' });
}

function readDocumentTool({ documents, blobs }: ToolDeps): McpTool {
  return defineTool({
    name: 'read_document',
    title: 'Read a document',
    description:
      'The text of a document, or a piece of it. Places (start, end) are those of search results and citations. Go on at nextStart until it is null.',
    scope: 'documents:read',
    input: z.object({
      documentId: z.string(),
      versionId: z.string().optional().describe('Leave out for the version that is searched now'),
      start: z.int().min(0).default(0),
      length: z.int().min(1).max(maxReadLength).default(defaultReadLength).describe('Characters'),
    }),
    output: textRangeSchema.extend({
      documentId: z.string(),
      versionId: z.string(),
      title: z.string(),
      path: z.string(),
      nextStart: z.int().nullable(),
    }),
    async run({ documentId, versionId, start, length }, { caller }) {
      const { found, version } = await documents.find(caller, documentId, versionId);
      if (version.parsedBlobSha256 === null) throw new CarrelError('NOT_FOUND', { message: 'the version has no text yet' });
      const parsed = await blobs.read(version.parsedBlobSha256);
      const bytes = await renderTextAside({ kind: 'range', parsed, range: { start, length } });
      const range = textRangeSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      await documents.record(caller, 'document.previewed', version);
      const { title, path } = found.document;
      const nextStart = range.end < range.totalLength ? range.end : null;
      return { text: range.text, data: { ...range, documentId: found.document.id, versionId: version.id, title, path, nextStart } };
    },
  });
}

function passageText({ rank, title, path, page, documentId, start, end, text }: PassageView): string {
  return `${rank}. ${title} (${placeText(path, page)}; document ${documentId}, ${start}–${end})\n${text}`;
}

function citationText({ number, title, path, page, quote }: CitationView): string {
  return `[${number}] ${title} (${placeText(path, page)}): “${quote}”`;
}

function placeText(path: string, page: number | undefined): string {
  return page === undefined ? path : `${path}, page ${page}`;
}
