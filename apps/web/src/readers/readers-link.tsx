import Link from 'next/link';
import { useMe } from '../api/identity-queries.ts';

import { useRightsWords } from '../messages/use-rights-words.ts';

/** From a document to who may read it and why, for those who may ask. */
export function ReadersLink({ documentId }: { readonly documentId: string }) {
  const words = useRightsWords().readers;
  const roles = useMe().data?.roles ?? [];
  if (!roles.includes('admin') && !roles.includes('curator')) return null;
  return (
    <Link
      href={{ pathname: '/readers', query: { of: documentId } }}
      className="ms-2 font-medium text-accent underline-offset-2 hover:underline"
    >
      {words.open}
    </Link>
  );
}
