import { useMemo } from 'react';
import { useLanguage } from './language.tsx';

/** `12 documents`, with the number grouped and the noun in its form. */
export function useCounts() {
  const { messages, format } = useLanguage();
  return useMemo(() => {
    const counted = (write: (n: number, text: string) => string) => (n: number) => write(n, format.number(n));
    return {
      documents: counted(messages.count.documents),
      collections: counted(messages.count.collections),
      passages: counted(messages.count.passages),
      pages: counted(messages.count.pages),
      files: counted(messages.count.files),
    };
  }, [messages, format]);
}
