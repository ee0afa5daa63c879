import { classNames } from '../lib/class-names.ts';
import { useMessages } from '../messages/language.tsx';

const widths = ['w-[92%]', 'w-full', 'w-[78%]', 'w-[96%]', 'w-[64%]', 'w-[88%]'];

/** The shape of text that is on its way. */
export function SkeletonLines({ lines, className }: { readonly lines: number; readonly className?: string }) {
  const messages = useMessages();
  return (
    <div role="status" aria-label={messages.common.loading} className={classNames('flex flex-col gap-3', className)}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={classNames('skeleton h-4', widths[index % widths.length])} />
      ))}
    </div>
  );
}
