import 'react';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      /** Stands for `[2]` in an answer's Markdown between parsing and drawing; never reaches the page. */
      'citation-mark': { readonly 'data-number'?: string };
    }
  }
}

declare module 'react' {
  interface CSSProperties {
    '--reader-width'?: string;
  }
}
