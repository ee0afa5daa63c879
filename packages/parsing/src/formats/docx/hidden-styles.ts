import { descendantsOf, elementAt, readXml, type XmlElement } from '../../xml/read-xml.ts';

/** Which styles of a Word document hide their text, also by the style that they are based on. */
export interface HiddenStyles {
  /** Whether all text is hidden that says nothing else. */
  readonly byDefault: boolean;
  /** By the id of the style; undefined where it says nothing. */
  of(styleId: string | undefined): boolean | undefined;
  /** Whether a style paints what lies behind its text: white letters are seen there. */
  isShaded(styleId: string | undefined): boolean;
}

/** Longer chains than any program makes, and circles, end here. */
const maxChain = 20;

export function readHiddenStyles(part: Uint8Array | undefined): HiddenStyles {
  if (part === undefined) return { byDefault: false, of: () => undefined, isShaded: () => false };
  const root = readXml(part);
  const styles = new Map(descendantsOf(root, 'style').map((style) => [style.attributes.get('styleId') ?? '', style] as const));
  const first = <Value>(styleId: string | undefined, read: (style: XmlElement | undefined) => Value | undefined): Value | undefined => {
    let id = styleId;
    for (let steps = 0; id !== undefined && steps < maxChain; steps += 1) {
      const style = styles.get(id);
      const own = read(style);
      if (own !== undefined) return own;
      id = elementAt(style, 'basedOn')?.attributes.get('val');
    }
    return undefined;
  };
  return {
    byDefault: vanishOf(elementAt(root, 'docDefaults', 'rPrDefault', 'rPr')) ?? false,
    of: (styleId) => first(styleId, (style) => vanishOf(elementAt(style, 'rPr'))),
    isShaded: (styleId) => first(styleId, (style) => elementAt(style, 'pPr', 'shd') ?? elementAt(style, 'rPr', 'shd')) !== undefined,
  };
}

/** Undefined: these properties do not say whether their text is hidden. */
function vanishOf(properties: XmlElement | undefined): boolean | undefined {
  const vanish = elementAt(properties, 'vanish');
  return vanish === undefined ? undefined : isOn(vanish.attributes.get('val'));
}

/** The values of a switch (ISO/IEC 29500-1 §17.17.4): what is not off is on. */
export function isOn(value: string | undefined): boolean {
  return !/^(?:0|false|off)$/iu.test(value ?? '');
}
