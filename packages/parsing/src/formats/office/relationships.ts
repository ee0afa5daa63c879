import { elementsOf, readXml } from '../../xml/read-xml.ts';
import type { UnpackedZip } from '../../zip/unpack-zip.ts';

export interface Relationship {
  /** Name of the part within the package. */
  readonly target: string;
  /** Last word of its type: `slide`, `notesSlide`, `chart`. */
  readonly kind: string;
}

/** What a part of a package refers to inside of the package, by id. What lies outside is left out: nothing outside is opened. */
export function relationshipsOf({ contents }: UnpackedZip, part: string): ReadonlyMap<string, Relationship> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const bytes = contents.get(`${folder}_rels/${part.slice(folder.length)}.rels`);
  if (bytes === undefined) return new Map();
  return new Map(
    elementsOf(readXml(bytes)).flatMap(({ attributes }) => {
      const [id, type, target] = [attributes.get('Id'), attributes.get('Type') ?? '', attributes.get('Target')];
      if (id === undefined || target === undefined || attributes.get('TargetMode') === 'External') return [];
      return [[id, { target: resolvePart(folder, target), kind: type.slice(type.lastIndexOf('/') + 1) }] as const];
    }),
  );
}

function resolvePart(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : `${folder}${target}`).split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}
