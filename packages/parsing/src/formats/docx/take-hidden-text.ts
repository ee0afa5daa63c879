import type { KeptApart } from '@carrel/core';
import { SaxesParser } from 'saxes';
import { ReadFailure } from '../../read-failure.ts';
import { hardBreak } from '../../text/clean-text.ts';
import { isOn, type HiddenStyles } from './hidden-styles.ts';

type HiddenKind = Extract<KeptApart['kind'], 'hidden' | 'deleted' | 'white' | 'tiny'>;

/** An element that may be taken out, with what was written and read in it so far. */
interface Frame {
  readonly name: string;
  readonly xml: string[];
  readonly text: string[];
  hidden: HiddenKind | null;
}

/** Where a text stands, as far as it decides whether somebody sees it. */
interface Surroundings {
  paragraphStyle: string | undefined;
  isShaded: boolean;
}

/** Half points; a letter of a point is a line to the eye. */
const maxTinyHalfPoints = 4;
const maxDepth = 256;

/**
 * Takes out of a part of WordprocessingML what Word does not show: runs that are hidden by themselves or by their style,
 * white on paper, or too small to read; what was deleted or moved away with changes tracked, whole rows among it.
 *
 * @returns the part without them, and their texts in the order of the document.
 * @see ISO/IEC 29500-1 §17.3.2.41 (vanish), §17.13.5 (revisions)
 * @throws CORRUPT_FILE
 */
export function takeHiddenText(xml: string, styles: HiddenStyles): { readonly xml: string; readonly hidden: readonly KeptApart[] } {
  const hidden = createHiddenRuns();
  const root: Frame = { name: '', xml: [], text: [], hidden: null };
  const frames: Frame[] = [root];
  const open: string[] = [];
  const around: Surroundings[] = [{ paragraphStyle: undefined, isShaded: false }];
  let hasColouredPaper = false;
  const top = () => frames.at(-1) ?? root;
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  parser.on('error', (error) => refuse(error));
  parser.on('doctype', () => refuse());
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    if (open.length > maxDepth) refuse();
    const tag = localName(name);
    if (isFrame(tag) && !open.at(-1)?.endsWith('Pr')) frames.push(newFrame(tag, open, { styles, around: around.at(-1) }));
    if (tag === 'p')
      around.push({ paragraphStyle: undefined, isShaded: hasColouredPaper || ['tbl', 'txbxContent'].some((name) => open.includes(name)) });
    else if (tag === 'background') hasColouredPaper = true;
    open.push(tag);
    readProperty(tag, valueOf(attributes), { open, frame: top(), around: around.at(-1), styles });
    if (tag === 'br' || tag === 'cr') top().text.push(hardBreak);
    else if (tag === 'tab') top().text.push(' ');
    top().xml.push(`<${name}${attributesText(attributes)}${isSelfClosing ? '/>' : '>'}`);
  });
  parser.on('closetag', ({ name, isSelfClosing }) => {
    const tag = localName(name);
    open.pop();
    if (!isSelfClosing) top().xml.push(`</${name}>`);
    if (tag === 'p') {
      around.pop();
      top().text.push(hardBreak);
      hidden.interrupt();
    }
    if (isFrame(tag) && top().name === tag && !open.at(-1)?.endsWith('Pr')) closeFrame(frames, hidden);
  });
  parser.on('text', (text) => {
    top().xml.push(escaped(text));
    // The older form of a drawing says the same once more.
    if (/^(?:t|delText)$/u.test(open.at(-1) ?? '') && !open.includes('Fallback')) top().text.push(text);
  });
  parser.on('cdata', (text) => top().xml.push(escaped(text)));
  parser.write(xml).close();
  return { xml: root.xml.join(''), hidden: hidden.all() };
}

/** Elements that can be taken out as a whole: runs, revisions, rows. */
function isFrame(tag: string): boolean {
  return tag === 'r' || tag === 'del' || tag === 'moveFrom' || tag === 'tr';
}

function newFrame(
  name: string,
  open: readonly string[],
  { styles, around }: { readonly styles: HiddenStyles; readonly around: Surroundings | undefined },
): Frame {
  const isDeleted = name === 'del' || name === 'moveFrom';
  // Runs of formulas and drawings have the same short name, and no style of the document.
  const isText = name === 'r' && !open.includes('oMath');
  const isHidden = isText && (styles.of(around?.paragraphStyle) ?? styles.byDefault);
  return { name, xml: [], text: [], hidden: isDeleted ? 'deleted' : isHidden ? 'hidden' : null };
}

/** Ends an element: it goes into what encloses it, or is taken out with its text. */
function closeFrame(frames: Frame[], hidden: HiddenRuns): void {
  const frame = frames.pop();
  const parent = frames.at(-1);
  if (frame === undefined || parent === undefined) return;
  if (frame.hidden === null) {
    parent.xml.push(...frame.xml);
    parent.text.push(...frame.text);
    if (frame.text.length > 0) hidden.interrupt();
    return;
  }
  if (frames.some((outer) => outer.hidden !== null)) parent.text.push(...frame.text);
  else hidden.add(frame.hidden, frame.text.join(''));
}

interface HiddenRuns {
  add(kind: HiddenKind, text: string): void;
  /** Something that is seen stands between what came and what comes. */
  interrupt(): void;
  all(): readonly KeptApart[];
}

/** Word cuts a text into runs wherever it was touched: neighbours of one kind are one text. */
function createHiddenRuns(): HiddenRuns {
  const runs: { readonly kind: HiddenKind; text: string }[] = [];
  let isInterrupted = true;
  return {
    add: (kind, text) => {
      const last = runs.at(-1);
      if (!isInterrupted && last?.kind === kind) last.text += text;
      else runs.push({ kind, text });
      isInterrupted = false;
    },
    interrupt: () => {
      isInterrupted = true;
    },
    all: () => runs,
  };
}

function readProperty(
  tag: string,
  value: string | undefined,
  place: {
    readonly open: readonly string[];
    readonly frame: Frame;
    readonly around: Surroundings | undefined;
    readonly styles: HiddenStyles;
  },
): void {
  const { open, frame, around, styles } = place;
  const parent = open.at(-2);
  const owner = open.at(-3);
  if (parent === 'rPr' && owner === 'r' && frame.name === 'r') return readRunProperty(tag, value, place);
  if (parent === 'pPr' && around !== undefined) {
    if (tag === 'pStyle') {
      around.paragraphStyle = value;
      around.isShaded ||= styles.isShaded(value);
    } else if (tag === 'shd') around.isShaded = true;
  }
  if (tag === 'del' && parent === 'trPr' && frame.name === 'tr') frame.hidden = 'deleted';
}

function readRunProperty(tag: string, value: string | undefined, place: RunPlace): void {
  const { frame } = place;
  if (tag === 'vanish' && isOn(value)) frame.hidden = 'hidden';
  else if (tag === 'vanish' && frame.hidden === 'hidden') frame.hidden = null;
  else if (/^(?:shd|highlight)$/u.test(tag) && frame.hidden === 'white') frame.hidden = null;
  else if (frame.hidden === null) frame.hidden = kindOfProperty(tag, value, place);
}

interface RunPlace {
  readonly frame: Frame;
  readonly around: Surroundings | undefined;
  readonly styles: HiddenStyles;
}

function kindOfProperty(tag: string, value = '', { around, styles }: RunPlace): HiddenKind | null {
  switch (tag) {
    case 'rStyle':
      return styles.of(value) === true ? 'hidden' : null;
    case 'sz':
      return Number(value) <= maxTinyHalfPoints ? 'tiny' : null;
    case 'color':
      return around?.isShaded === false && /^(?:f[6-9a-f]){3}$/iu.test(value) ? 'white' : null;
    default:
      return null;
  }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function valueOf(attributes: Readonly<Record<string, string>>): string | undefined {
  return Object.entries(attributes).find(([name]) => localName(name) === 'val')?.[1];
}

function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escaped(value).replaceAll('"', '&quot;')}"`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function refuse(cause?: unknown): never {
  throw new ReadFailure('CORRUPT_FILE', { message: 'A part of the document is not well-formed.', cause });
}
