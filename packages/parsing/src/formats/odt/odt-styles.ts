import { descendantsOf, elementAt, type XmlElement } from '../../xml/read-xml.ts';

/** What the styles of an OpenDocument text say of its letters. */
export interface OdtStyles {
  unseenKind(styleName: string | undefined): 'hidden' | 'white' | 'tiny' | null;
}

const maxChain = 20;
/** Points. */
const maxTinySize = 2;

export function readOdtStyles(parts: readonly XmlElement[]): OdtStyles {
  const styles = new Map(
    parts.flatMap((part) => descendantsOf(part, 'style')).map((style) => [style.attributes.get('name') ?? '', style] as const),
  );
  const valueOf = (styleName: string | undefined, group: string, name: string): string | undefined => {
    let id = styleName;
    for (let steps = 0; id !== undefined && steps < maxChain; steps += 1) {
      const style = styles.get(id);
      const own = elementAt(style, group)?.attributes.get(name);
      if (own !== undefined) return own;
      id = style?.attributes.get('parent-style-name');
    }
    return undefined;
  };
  const isPainted = (styleName: string | undefined) =>
    ['text-properties', 'paragraph-properties'].some((group) => valueOf(styleName, group, 'background-color')?.startsWith('#'));
  return {
    unseenKind: (styleName) => {
      if (valueOf(styleName, 'text-properties', 'display') === 'none') return 'hidden';
      const size = /^([\d.]+)pt$/u.exec(valueOf(styleName, 'text-properties', 'font-size') ?? '')?.[1];
      if (size !== undefined && Number(size) <= maxTinySize) return 'tiny';
      const colour = valueOf(styleName, 'text-properties', 'color') ?? '';
      return /^#(?:f[6-9a-f]){3}$/iu.test(colour) && !isPainted(styleName) ? 'white' : null;
    },
  };
}
