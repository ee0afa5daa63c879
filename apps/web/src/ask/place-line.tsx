import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { useLanguage } from '../messages/language.tsx';

interface PlaceLineProps {
  /** What stands beside or above it. */
  readonly title: string;
  readonly path: string;
  readonly page?: number | undefined;
  readonly headings?: readonly string[];
}

/** Where something stands: page, section, path. */
export function PlaceLine({ title, path, page, headings = [] }: PlaceLineProps) {
  const { messages, format } = useLanguage();
  const section = headings.at(-1);
  const shownPath = pathBesideTitle(title, path);
  return (
    <p className="flex min-w-0 flex-wrap gap-x-2 text-small text-faint">
      {page !== undefined && <span className="figures">{messages.common.page(format.number(page))}</span>}
      {section !== undefined && <span className="max-w-full truncate">{section}</span>}
      {shownPath !== '' && (
        <span className="max-w-full truncate" title={path}>
          {shownPath}
        </span>
      )}
    </p>
  );
}
