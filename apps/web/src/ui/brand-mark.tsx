/** A sheet of text with one line marked: the passage that an answer rests on. */
export function BrandMark({ className }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden fill="none" strokeLinecap="round" className={className}>
      <rect x="3.5" y="2.5" width="17" height="19" rx="3" fill="var(--accent-ground)" />
      <path d="M8 7.5h8M8 16.5h5" stroke="var(--on-accent)" strokeWidth="1.7" />
      <rect x="6.5" y="10" width="11" height="4" rx="1" fill="var(--brand-line)" />
    </svg>
  );
}
