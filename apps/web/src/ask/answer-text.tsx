import type { CitationView } from '@carrel/contract';
import { lazy, Suspense } from 'react';
import { CitationsContext } from './citations-context.tsx';
import { withoutMarks } from './citation-marks.ts';

const AnswerMarkdown = lazy(() => import('./answer-markdown.tsx').then((module) => ({ default: module.AnswerMarkdown })));

/** An answer that a language model wrote. While the Markdown part of the page loads, its words stand there plainly. */
export function AnswerText({ text, citations }: { readonly text: string; readonly citations: readonly CitationView[] }) {
  return (
    <CitationsContext value={citations}>
      <div className="answer-text measure">
        <Suspense fallback={<p className="whitespace-pre-line">{withoutMarks(text)}</p>}>
          <AnswerMarkdown text={text} />
        </Suspense>
      </div>
    </CitationsContext>
  );
}
