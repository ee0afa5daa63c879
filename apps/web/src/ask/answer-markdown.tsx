import { memo } from 'react';
import type { Components } from 'react-markdown';
import Markdown from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';
import { CitationChip } from './citation-chip.tsx';
import { useCitation } from './citations-context.tsx';
import { remarkCitationMarks } from './remark-citation-marks.ts';

/** No images, no links, no raw HTML: nothing that a model writes may fetch anything or lead anywhere. */
const schema = {
  tagNames: [
    'p',
    'strong',
    'em',
    'del',
    'ul',
    'ol',
    'li',
    'blockquote',
    'code',
    'pre',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
    'h1',
    'h2',
    'h3',
    'h4',
    'br',
    'hr',
    'citation-mark',
  ],
  attributes: { 'citation-mark': ['dataNumber'], ol: ['start'] },
  strip: ['script', 'style'],
};

/** A mark without a citation is left out. */
function CitationMark(props: { readonly 'data-number'?: string }) {
  const citation = useCitation(Number(props['data-number']));
  return citation ? <CitationChip citation={citation} /> : null;
}

const components: Components = { 'citation-mark': CitationMark };

/** The answer's Markdown, sanitised, with a chip for each citation mark. */
export const AnswerMarkdown = memo(function AnswerMarkdown({ text }: { readonly text: string }) {
  return (
    <Markdown remarkPlugins={[remarkGfm, remarkCitationMarks]} rehypePlugins={[[rehypeSanitize, schema]]} components={components}>
      {text}
    </Markdown>
  );
});
