import type { TextFacts } from './render-document-text.ts';
import { renderDocumentText } from './render-document-text.ts';
import type { TextRange } from './render-text-range.ts';
import { renderTextRange } from './render-text-range.ts';

/** What is to be made of the blob with a parsed document. Plain data, so that it can go to another thread. */
export type RenderTask = { readonly parsed: Uint8Array } & (
  | { readonly kind: 'view'; readonly facts: TextFacts }
  | { readonly kind: 'range'; readonly range: TextRange }
);

/** The bytes of its JSON. */
export function renderText(task: RenderTask): Uint8Array<ArrayBuffer> {
  return task.kind === 'view' ? renderDocumentText(task.parsed, task.facts) : renderTextRange(task.parsed, task.range);
}
