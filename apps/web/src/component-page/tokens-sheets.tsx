import { classNames } from '../lib/class-names.ts';
import { Sheet } from './sheet.tsx';

const grounds = [
  ['desk', 'bg-desk'],
  ['paper', 'bg-paper'],
  ['sheet', 'bg-sheet'],
  ['hover', 'bg-hover'],
  ['line', 'bg-line'],
  ['line-strong', 'bg-line-strong'],
  ['accent-ground', 'bg-accent-ground text-on-accent'],
  ['accent-soft', 'bg-accent-soft text-accent'],
  ['marker', 'bg-marker text-on-marker'],
  ['marker-soft', 'bg-marker-soft'],
  ['danger-soft', 'bg-danger-soft text-danger'],
] as const;

const texts = [
  ['display', 'font-text text-display font-semibold'],
  ['title', 'font-text text-title font-semibold'],
  ['heading', 'font-text text-heading font-semibold'],
  ['lead', 'text-lead font-semibold'],
  ['read', 'font-text text-read'],
  ['body', 'text-body'],
  ['ui', 'text-ui font-medium'],
  ['small', 'text-small text-soft'],
  ['tiny', 'text-tiny text-faint'],
  ['code', 'font-mono text-code'],
] as const;

/** Colours and type, as the tokens have them. */
export function TokensSheets() {
  return (
    <>
      <Sheet title="Grounds and inks" rule="Warm paper and ink; one green for action, one amber for what is cited, red for what failed.">
        <ul className="grid grid-cols-2 gap-2 tablet:grid-cols-4">
          {grounds.map(([name, look]) => (
            <li key={name} className={classNames('flex h-14 items-end rounded-box border border-line p-2 text-small font-medium', look)}>
              {name}
            </li>
          ))}
        </ul>
        <p className="flex flex-wrap gap-4">
          <span>ink</span>
          <span className="text-soft">ink-soft</span>
          <span className="text-faint">ink-faint</span>
          <span className="text-accent">accent</span>
          <span className="text-danger">danger</span>
          <mark>marked passage</mark>
        </p>
      </Sheet>
      <Sheet
        title="Type"
        rule="Inter for the interface, Source Serif for documents and quotations, JetBrains Mono for digests. All from npm."
      >
        <dl className="grid grid-cols-[80px_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1">
          {texts.map(([name, look]) => (
            <div key={name} className="contents">
              <dt className="text-tiny text-faint">{name}</dt>
              <dd className={classNames('truncate', look)}>Carried days expire on 31 March</dd>
            </div>
          ))}
        </dl>
      </Sheet>
    </>
  );
}
