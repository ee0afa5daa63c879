/** What styles do to a reader's view of an element: why its text is not seen, or that its paper is not white. */
export interface StyleEffect {
  readonly hides: 'hidden' | 'tiny' | 'off-page' | null;
  readonly isWhiteText: boolean;
  readonly hasBackground: boolean;
}

/** A style sheet's rule for a simple selector: `p`, `.note`, `#x`, `p.note`. */
export interface StyleRule {
  readonly tag: string | null;
  readonly name: { readonly kind: 'id' | 'class'; readonly value: string } | null;
  readonly effect: StyleEffect;
}

const noEffect: StyleEffect = { hides: null, isWhiteText: false, hasBackground: false };

/** What the declarations of a style attribute, or of a rule, do. */
export function effectOf(declarations: string): StyleEffect {
  const values = new Map<string, string>();
  for (const declaration of declarations.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    const value = declaration
      .slice(colon + 1)
      .toLowerCase()
      .replace('!important', '')
      .trim();
    values.set(declaration.slice(0, colon).trim().toLowerCase(), value);
  }
  if (values.size === 0) return noEffect;
  const background = values.get('background-color') ?? values.get('background') ?? values.get('background-image') ?? '';
  return {
    hides: reasonOf(values),
    isWhiteText: isWhite(values.get('color') ?? ''),
    hasBackground: background !== '' && !/^(?:none|transparent|inherit|initial|unset)$/u.test(background) && !isWhite(background),
  };
}

function reasonOf(values: ReadonlyMap<string, string>): StyleEffect['hides'] {
  const value = (name: string) => values.get(name) ?? '';
  if (value('display') === 'none' || /^(?:hidden|collapse)$/u.test(value('visibility'))) return 'hidden';
  if (/^0*(?:\.0+)?%?$/u.test(value('opacity')) && value('opacity') !== '') return 'hidden';
  if (value('color') === 'transparent' || /^rgba\([^)]*,\s*0(?:\.0+)?\)$/u.test(value('color'))) return 'hidden';
  if (isNothing(value('font-size'), 1)) return 'tiny';
  if (isClippedAway(values)) return 'hidden';
  const isPlaced = /^(?:absolute|fixed)$/u.test(value('position'));
  const isAside = (name: string) => lengthOf(value(name)) <= farAway;
  return (isPlaced && ['left', 'top', 'right', 'bottom'].some(isAside)) || isAside('text-indent') ? 'off-page' : null;
}

/** Pixels: nobody scrolls there. */
const farAway = -500;

/** A box without extent that shows nothing beyond itself, or a clip to nothing. */
function isClippedAway(values: ReadonlyMap<string, string>): boolean {
  const value = (name: string) => values.get(name) ?? '';
  if (/^rect\(\s*(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)\s*\)$/u.test(value('clip')))
    return true;
  if (/^inset\(\s*(?:50|100)%/u.test(value('clip-path'))) return true;
  return (
    /^hidden$|^clip$/u.test(value('overflow')) && ['width', 'height', 'max-height', 'max-width'].some((name) => isNothing(value(name), 1))
  );
}

/** Zero, or at most so many pixels; not a value that says nothing. */
function isNothing(value: string, maxPixels: number): boolean {
  return value !== '' && Math.abs(lengthOf(value)) <= maxPixels;
}

/** In pixels, roughly: an em is 16. Not a number when it is none. */
function lengthOf(value: string): number {
  const [, number, unit = ''] = /^(-?\d*\.?\d+)(px|pt|em|rem|%|vw|vh)?$/u.exec(value) ?? [];
  if (number === undefined) return Number.NaN;
  return Number(number) * ({ em: 16, rem: 16, pt: 1.33, vw: 10, vh: 10, '%': 0.16 }[unit] ?? 1);
}

function isWhite(color: string): boolean {
  return /^(?:white|#fff|#(?:f[a-f]){3}|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]\s*(?:,\s*[\d.]+\s*)?\))$/u.test(color);
}

/** Rules of style sheets that hide, colour or paint something, for simple selectors; those within `@media` are left out. */
export function styleRulesOf(sheet: string): StyleRule[] {
  const rules: StyleRule[] = [];
  const text = withoutComments(sheet);
  for (let at = 0; at < text.length;) {
    const open = text.indexOf('{', at);
    if (open === -1) break;
    const selectors = text.slice(at, open).trim();
    if (selectors.startsWith('@')) {
      at = endOfBlock(text, open);
      continue;
    }
    const close = text.indexOf('}', open);
    if (close === -1) break;
    const effect = effectOf(text.slice(open + 1, close));
    if (effect.hides !== null || effect.isWhiteText || effect.hasBackground)
      rules.push(...selectors.split(',').flatMap((one) => ruleOf(one.trim(), effect)));
    at = close + 1;
  }
  return rules;
}

function withoutComments(sheet: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let open = sheet.indexOf('/*'); open !== -1; open = sheet.indexOf('/*', at)) {
    kept.push(sheet.slice(at, open));
    const close = sheet.indexOf('*/', open + 2);
    if (close === -1) return kept.join('');
    at = close + 2;
  }
  return kept.join('') + sheet.slice(at);
}

function endOfBlock(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function ruleOf(selector: string, effect: StyleEffect): StyleRule[] {
  const [whole, tag = '', mark, value = ''] = /^([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?$/iu.exec(selector) ?? [];
  if (whole === undefined || whole === '') return [];
  const name = mark === undefined ? null : ({ kind: mark === '#' ? 'id' : 'class', value } as const);
  return [{ tag: tag === '' ? null : tag.toLowerCase(), name, effect }];
}
