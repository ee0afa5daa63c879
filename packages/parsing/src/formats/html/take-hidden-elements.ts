import type { KeptApart } from '@carrel/core';
import { defaultTreeAdapter as tree } from 'parse5';
import { attribute, childrenOf, isElement, isText, lineTextOf, visitHtml, type HtmlElement, type HtmlNode } from './html-element.ts';
import { effectOf, styleRulesOf, type StyleEffect, type StyleRule } from './style-rules.ts';

/**
 * Takes the elements that a reader of the page does not see out of the tree: hidden by an attribute, by their style or by the
 * page's own style sheet, shrunk to nothing, moved out of sight, white on white.
 *
 * @returns their texts in the order of the page.
 */
export function takeHiddenElements(root: HtmlNode): readonly KeptApart[] {
  const sheets = readSheets(root);
  const hidden: { readonly kind: KeptApart['kind']; readonly element: HtmlElement }[] = [];
  /** Of the elements that enclose the place: whether their paper may be another colour than white. */
  const painted: boolean[] = [sheets.mayPaint];
  visitHtml(
    root,
    (node) => {
      if (!isElement(node)) return true;
      const effects = effectsOn(node, sheets.rules);
      const isPainted = (painted.at(-1) ?? false) || attribute(node, 'bgcolor') !== null || effects.some((effect) => effect.hasBackground);
      const kind = hiddenKind(node, effects, isPainted);
      if (kind === null) {
        painted.push(isPainted);
        return true;
      }
      hidden.push({ kind, element: node });
      return false;
    },
    (node) => {
      if (isElement(node)) painted.pop();
    },
  );
  return hidden.map(({ kind, element }) => {
    tree.detachNode(element);
    return { kind, text: lineTextOf(element) };
  });
}

function hiddenKind(element: HtmlElement, effects: readonly StyleEffect[], isPainted: boolean): KeptApart['kind'] | null {
  if (attribute(element, 'hidden') !== null || attribute(element, 'aria-hidden')?.toLowerCase() === 'true') return 'hidden';
  const hides = effects.find((effect) => effect.hides !== null)?.hides ?? null;
  if (hides !== null) return hides;
  const isWhite = effects.some((effect) => effect.isWhiteText) || /^(?:white|#fff(?:fff)?)$/iu.test(attribute(element, 'color') ?? '');
  return isWhite && !isPainted ? 'white' : null;
}

interface Sheets {
  readonly rules: readonly StyleRule[];
  /** There is a style sheet that is not in the file: it may paint anything. */
  readonly mayPaint: boolean;
}

/** Larger style sheets are those of a program, in which nobody hides a text by hand. */
const maxSheetCharacters = 500_000;

function readSheets(root: HtmlNode): Sheets {
  let css = '';
  let mayPaint = false;
  visitHtml(root, (node) => {
    if (!isElement(node)) return true;
    if (node.tagName === 'link' && /\bstylesheet\b/iu.test(attribute(node, 'rel') ?? '')) mayPaint = true;
    if (node.tagName === 'style')
      css += childrenOf(node)
        .filter(isText)
        .map((text) => text.value)
        .join('');
    return true;
  });
  return { rules: css.length > maxSheetCharacters ? [] : styleRulesOf(css), mayPaint };
}

function effectsOn(element: HtmlElement, rules: readonly StyleRule[]): StyleEffect[] {
  const style = attribute(element, 'style');
  const applied = rules.length === 0 ? [] : rules.filter((rule) => applies(rule, element)).map((rule) => rule.effect);
  return style === null ? applied : [...applied, effectOf(style)];
}

function applies({ tag, name }: StyleRule, element: HtmlElement): boolean {
  if (tag !== null && tag !== element.tagName) return false;
  if (name === null) return true;
  const value = attribute(element, name.kind) ?? '';
  return name.kind === 'id' ? value === name.value : value.split(/\s+/u).includes(name.value);
}
