/** Says of the opening tag of an element (`<span style="display:none">`) whether its content is hidden. */
export type IsHiddenTag = (tag: string) => boolean;

/** Follows tags that stand between pieces of Markdown: what lies between a hidden element's tags is hidden too. */
export interface HiddenTags {
  /** HTML as it stands in the source: one tag in a line of text, or a block with several. */
  see(html: string): void;
  /** The text if it is seen; nothing if not, and it is kept. */
  shown(text: string): string;
  isHidden(): boolean;
  /** Ends what was never closed. @returns what was kept since the last call. */
  end(): string;
}

export function createHiddenTags(isHiddenTag: IsHiddenTag): HiddenTags {
  let hidden: { readonly name: string; depth: number } | null = null;
  let kept = '';

  const see = (html: string) => {
    for (const [tag, slash, name = ''] of html.matchAll(/<(\/?)([a-z][\w-]*)[^<>]*>/giu)) {
      const isClosing = slash === '/';
      const same = name.toLowerCase();
      if (hidden === null) {
        if (!isClosing && !tag.endsWith('/>') && !voidElements.has(same) && isHiddenTag(tag)) hidden = { name: same, depth: 1 };
      } else if (hidden.name === same) {
        hidden.depth += isClosing ? -1 : 1;
        if (hidden.depth === 0) hidden = null;
      }
    }
  };

  const shown = (text: string) => {
    if (hidden === null) return text;
    kept += text;
    return '';
  };

  const end = () => {
    const all = kept;
    hidden = null;
    kept = '';
    return all;
  };

  return { see, shown, isHidden: () => hidden !== null, end };
}

const voidElements = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));
