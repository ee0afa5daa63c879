declare const authorized: unique symbol;

/**
 * A thing that the readers of an output were found to be allowed to read, at the moment of the check.
 *
 * Only this package makes one, so a function that takes `Authorized<Passage>` cannot be handed an unchecked passage.
 * It is a statement about a moment: it is made for one request and is never stored.
 */
export type Authorized<Thing> = Thing & { readonly [authorized]: true };

/** Only for the gates of this package. */
export function markAuthorized<Thing>(thing: Thing): Authorized<Thing> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand has no value that could be checked
  return thing as Authorized<Thing>;
}
