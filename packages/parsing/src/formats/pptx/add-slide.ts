import { addTable } from '../../document/add-table.ts';
import type { DocumentBuilder } from '../../document/document-builder.ts';
import { hardBreak } from '../../text/clean-text.ts';
import { descendantsOf, elementAt, elementsOf, readXml, textOf, type XmlElement } from '../../xml/read-xml.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';
import type { PictureWords } from '../image/picture-words.ts';
import { type Relationship, relationshipsOf } from '../office/relationships.ts';
import { addParagraphs } from './add-paragraphs.ts';
import { chartTable } from './chart-table.ts';
import { paragraphText } from './paragraph-text.ts';
import { slideTable } from './slide-table.ts';

interface SlidePlace {
  readonly builder: DocumentBuilder;
  readonly unpacked: UnpackedZip;
  readonly parts: ReadonlyMap<string, Relationship>;
  readonly location: { readonly kind: 'slide'; readonly slide: number };
  readonly slideSize: SlideSize | null;
  readonly words: PictureWords;
}

/** In the units of the format: 914,400 to an inch. */
export interface SlideSize {
  readonly width: number;
  readonly height: number;
}

/** Placeholders that say the same on every slide. */
const runningPlaceholders = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

/**
 * Adds a slide with its notes; the title of a hidden one says that it is hidden. Of hidden shapes, and of those that lie
 * outside of the slide, the text is kept apart, and so are comments. @returns its title, if it has one.
 */
export async function addSlide(
  builder: DocumentBuilder,
  unpacked: UnpackedZip,
  {
    part,
    number,
    slideSize,
    words,
  }: { readonly part: string; readonly number: number; readonly slideSize: SlideSize | null; readonly words: PictureWords },
): Promise<{ readonly title: string | null; readonly isHidden: boolean }> {
  const slide = readXml(unpacked.contents.get(part) ?? new Uint8Array());
  const isHidden = slide.attributes.get('show') === '0';
  const parts = relationshipsOf(unpacked, part);
  const place: SlidePlace = { builder, unpacked, parts, location: { kind: 'slide', slide: number }, slideSize, words };
  const shapes = shapesOf(elementAt(slide, 'cSld', 'spTree')).filter((shape) => isSeen(place, shape));
  const titleShape = shapes.find((shape) => isTitle(placeholderOf(shape)));
  const title = titleShape === undefined ? '' : paragraphsOf(titleShape).map(paragraphText).join(' ').trim();
  const mark = isHidden ? `${title === '' ? '' : ' '}(hidden slide)` : '';
  builder.closeHeadings();
  if (title !== '' || isHidden) builder.add({ kind: 'heading', level: 1, text: `${title}${mark}`, location: place.location });
  for (const shape of shapes) if (shape !== titleShape) await addShape(place, shape);
  addNotes(place);
  for (const text of commentsOf(place)) builder.keepApart({ kind: 'comment', text, location: place.location });
  return { title: title === '' ? null : title, isHidden };
}

/** Whether a shape is on the slide for its reader; if not, its text is kept apart. */
function isSeen({ builder, location, slideSize }: SlidePlace, shape: XmlElement): boolean {
  const properties = elementsOf(shape).find((child) => child.name.startsWith('nv'));
  const isHidden = /^(?:1|true)$/u.test(elementAt(properties, 'cNvPr')?.attributes.get('hidden') ?? '');
  const kind = isHidden ? 'hidden' : isOffSlide(shape, slideSize) ? 'off-page' : null;
  if (kind === null) return true;
  const text = descendantsOf(shape, 'p').map(paragraphText).join(hardBreak);
  builder.keepApart({ kind, text, location });
  return false;
}

/** Shapes in groups have coordinates of their own, and are not judged. */
function isOffSlide(shape: XmlElement, size: SlideSize | null): boolean {
  const frame = elementAt(shape, 'spPr', 'xfrm') ?? elementAt(shape, 'xfrm');
  const numberOf = (element: string, name: string) => Number(elementAt(frame, element)?.attributes.get(name) ?? Number.NaN);
  const [x, y, width, height] = [numberOf('off', 'x'), numberOf('off', 'y'), numberOf('ext', 'cx'), numberOf('ext', 'cy')];
  if (size === null || [x, y, width, height].some(Number.isNaN)) return false;
  return x >= size.width || y >= size.height || x + width <= 0 || y + height <= 0;
}

/** What reviewers wrote beside the slide, in the older and the newer form. */
function commentsOf({ unpacked, parts }: SlidePlace): string[] {
  return [...parts.values()]
    .filter(({ kind }) => kind === 'comments')
    .flatMap(({ target }) => {
      const content = unpacked.contents.get(target);
      return content === undefined ? [] : descendantsOf(readXml(content), 'cm');
    })
    .map((comment) => [...descendantsOf(comment, 'text'), ...descendantsOf(comment, 't')].map(textOf).join(hardBreak));
}

/** Shapes in the order of drawing, those in groups at the place of their group. */
function shapesOf(tree: XmlElement | undefined): readonly XmlElement[] {
  if (tree === undefined) return [];
  return elementsOf(tree).flatMap((child) => {
    if (child.name === 'grpSp') return shapesOf(child).map(withoutPlace);
    // Two forms of one thing: newer programs draw the first, older ones the second.
    if (child.name === 'AlternateContent') return shapesOf(elementAt(child, 'Choice') ?? elementAt(child, 'Fallback'));
    return /^(?:sp|cxnSp|graphicFrame|pic)$/u.test(child.name) ? [child] : [];
  });
}

/** A shape in a group: where it says it lies is measured in the group. */
function withoutPlace(shape: XmlElement): XmlElement {
  return {
    ...shape,
    children: shape.children.filter((child) => typeof child === 'string' || (child.name !== 'spPr' && child.name !== 'xfrm')),
  };
}

/** Null: no placeholder of the layout. A placeholder that names no type is one for content. */
function placeholderOf(shape: XmlElement): string | null {
  const placeholder = elementAt(shape, 'nvSpPr', 'nvPr', 'ph') ?? elementAt(shape, 'nvGraphicFramePr', 'nvPr', 'ph');
  return placeholder === undefined ? null : (placeholder.attributes.get('type') ?? 'obj');
}

function isTitle(placeholder: string | null): boolean {
  return placeholder === 'title' || placeholder === 'ctrTitle';
}

function paragraphsOf(shape: XmlElement): readonly XmlElement[] {
  const body = elementAt(shape, 'txBody');
  return body === undefined ? [] : elementsOf(body).filter((child) => child.name === 'p');
}

async function addShape(place: SlidePlace, shape: XmlElement): Promise<void> {
  const placeholder = placeholderOf(shape);
  if (placeholder !== null && runningPlaceholders.has(placeholder)) return;
  if (shape.name === 'graphicFrame') return addFrame(place, shape);
  if (shape.name === 'pic') return addPicture(place, shape);
  // Layouts give bullets to text in placeholders for content, and to no other.
  const isList = placeholder === 'obj' || placeholder === 'body';
  addParagraphs(place.builder, paragraphsOf(shape), { location: place.location, isList });
}

/** The words in a picture, at its place. */
async function addPicture({ builder, unpacked, parts, words, location }: SlidePlace, shape: XmlElement): Promise<void> {
  const reference = elementAt(shape, 'blipFill', 'blip')?.attributes.get('r:embed') ?? '';
  const picture = unpacked.contents.get(parts.get(reference)?.target ?? '');
  if (picture === undefined) return;
  for (const text of await words.read(picture)) builder.add({ kind: 'paragraph', text, location });
}

/** A table, a chart or a diagram. */
function addFrame(place: SlidePlace, frame: XmlElement): void {
  const { builder, location } = place;
  const data = elementAt(frame, 'graphic', 'graphicData');
  if (data === undefined) return;
  for (const table of descendantsOf(data, 'tbl')) addTable(builder, slideTable(table), location);
  for (const reference of descendantsOf(data, 'chart')) {
    const chart = partOf(place, reference.attributes.get('r:id'));
    if (chart === null) continue;
    const { title, rows } = chartTable(chart);
    builder.add({ kind: 'paragraph', text: title, location });
    addTable(builder, rows, location);
  }
  for (const reference of descendantsOf(data, 'relIds')) {
    const diagram = partOf(place, reference.attributes.get('r:dm'));
    const points = diagram === null ? [] : descendantsOf(diagram, 't').filter((text) => elementAt(text, 'p') !== undefined);
    for (const point of points)
      addParagraphs(
        builder,
        elementsOf(point).filter((child) => child.name === 'p'),
        { location, isList: true },
      );
  }
}

function partOf({ unpacked, parts }: SlidePlace, id: string | undefined): XmlElement | null {
  const content = unpacked.contents.get(parts.get(id ?? '')?.target ?? '');
  return content === undefined ? null : readXml(content);
}

/** What the speaker says stands under a heading of its own: it is not on the slide. */
function addNotes({ builder, unpacked, parts, location }: SlidePlace): void {
  const target = [...parts.values()].find((part) => part.kind === 'notesSlide')?.target;
  const content = unpacked.contents.get(target ?? '');
  if (content === undefined) return;
  const shapes = shapesOf(elementAt(readXml(content), 'cSld', 'spTree')).filter((shape) => placeholderOf(shape) === 'body');
  const paragraphs = shapes.flatMap(paragraphsOf);
  if (paragraphs.every((paragraph) => paragraphText(paragraph).trim() === '')) return;
  builder.add({ kind: 'heading', level: 2, text: 'Notes', location });
  addParagraphs(builder, paragraphs, { location, isList: false });
}
