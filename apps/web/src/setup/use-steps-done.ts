import type { Me } from '@carrel/contract';
import { useConversations } from '../api/conversation-queries.ts';
import { useDocumentCounts } from '../api/document-queries.ts';
import { hasOwnAddress } from '../sign-in/has-own-address.ts';
import type { SetupStep } from './setup-steps.ts';

/** Which steps have nothing left to do, as the installation shows: nothing is kept of the set-up itself. */
export function useStepsDone(me: Me): Readonly<Record<SetupStep, boolean>> {
  const published = useDocumentCounts({}).data?.byState.published ?? 0;
  const conversations = useConversations('').data?.pages[0]?.items.length ?? 0;
  return {
    owner: hasOwnAddress(me) && me.hasPassword,
    company: me.company !== null,
    models: me.capabilities.languageModel !== null,
    folder: published > 0,
    question: conversations > 0,
  };
}
