import { SaxesParser } from 'saxes';
import { ReadFailure } from '../read-failure.ts';

/** An element without its namespaces: transitional and strict Office files differ only in them. */
export interface XmlElement {
  readonly name: string;
  /** By local name; of two attributes that differ only in their prefix, the one with a prefix (`r:id`) under both. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
}

/** trust.md §4.1. */
const maxDepth = 256;
const maxAttributes = 1000;

/**
 * Reads an XML part into a tree. No document type, so no entities but those of XML itself; nothing outside is opened.
 * @throws CORRUPT_FILE when it is not well-formed, declares a document type, or nests deeper than any program writes.
 */
export function readXml(bytes: Uint8Array): XmlElement {
  const root = { name: '', attributes: new Map<string, string>(), children: [] as (XmlElement | string)[] };
  const open = [root];
  const parser = new SaxesParser({ position: false, xmlns: false as const });
  parser.on('error', (error) => refuse('An XML part is not well-formed.', error));
  parser.on('doctype', () => refuse('An XML part declares a document type.'));
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > maxDepth) refuse(`Expected at most ${maxDepth} levels of XML.`);
    const element = { name: localName(name), attributes: attributesOf(attributes), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (text) => void open.at(-1)?.children.push(text));
  parser.on('cdata', (text) => void open.at(-1)?.children.push(text));
  parser.write(decodeXml(bytes)).close();
  const [top] = elementsOf(root);
  return top ?? refuse('An XML part is empty.');
}

function attributesOf(attributes: Readonly<Record<string, string>>): Map<string, string> {
  const entries = Object.entries(attributes);
  if (entries.length > maxAttributes) refuse(`Expected at most ${maxAttributes} attributes.`);
  const plainFirst = entries.toSorted(([a], [b]) => Number(a.includes(':')) - Number(b.includes(':')));
  return new Map([...plainFirst, ...plainFirst].flatMap(([name, value]) => [[name, value] as const, [localName(name), value] as const]));
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** An XML part as text. Programs write UTF-8, or UTF-16 with its mark. */
export function decodeXml(bytes: Uint8Array): string {
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  return new TextDecoder(isLittleEndian ? 'utf-16le' : isBigEndian ? 'utf-16be' : 'utf-8').decode(bytes);
}

function refuse(message: string, cause?: unknown): never {
  throw new ReadFailure('CORRUPT_FILE', { message, cause });
}

export function elementsOf(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** The element at the end of this path of children; undefined when there is none. */
export function elementAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => at && elementsOf(at).find((child) => child.name === name), element);
}

/** All elements of this name below, in the order of the document, not those inside of one another. */
export function descendantsOf(element: XmlElement, name: string): readonly XmlElement[] {
  return elementsOf(element).flatMap((child) => (child.name === name ? [child] : descendantsOf(child, name)));
}

export function textOf(element: XmlElement | undefined): string {
  return element === undefined ? '' : element.children.map((child) => (typeof child === 'string' ? child : textOf(child))).join('');
}
