/** What screen readers hear without the focus moving. */
export function LiveRegion({ text }: { readonly text: string }) {
  return (
    <div aria-live="polite" aria-atomic="false" className="sr-only">
      {text}
    </div>
  );
}
