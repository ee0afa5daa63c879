import { pathBesideTitle } from '../lib/path-beside-title.ts';
import { type Place, placeText } from '../lib/place-text.ts';
import { useLanguage } from '../messages/language.tsx';

interface PlaceLineProps extends Place {
  /** What stands beside or above it. */
  readonly title: string;
  readonly path: string;
  readonly headings?: readonly string[];
}

/** Where something stands: page (or slide, or rows), section, path. */
export function PlaceLine({ title, path, page, location, headings = [] }: PlaceLineProps) {
  const { messages, format } = useLanguage();
  const place = placeText({ page, location }, { messages, format });
  const section = headings.at(-1);
  const shownPath = pathBesideTitle(title, path);
  return (
    <p className="flex min-w-0 flex-wrap gap-x-2 text-small text-faint">
      {place !== null && <span className="figures">{place}</span>}
      {section !== undefined && <span className="max-w-full truncate">{section}</span>}
      {shownPath !== '' && (
        <span className="max-w-full truncate" title={path}>
          {shownPath}
        </span>
      )}
    </p>
  );
}
