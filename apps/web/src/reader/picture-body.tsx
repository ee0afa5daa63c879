/** The original of a document that is a picture. */
export function PictureBody({ url, title }: { readonly url: string; readonly title: string }) {
  return (
    // Focusable, so that a large picture can be scrolled with the keyboard.
    <div tabIndex={0} className="min-h-0 flex-1 overflow-auto bg-desk p-4 outline-offset-[-2px]" data-picture>
      <img src={url} alt={title} className="mx-auto max-w-full border border-line bg-sheet" />
    </div>
  );
}
