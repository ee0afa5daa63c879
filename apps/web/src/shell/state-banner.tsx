import { Lock } from 'lucide-react';
import { useServiceState } from '../api/service-state.tsx';
import { useMessages } from '../messages/language.tsx';

/** Says what cannot be done now, and why, as long as it cannot; what is switched off below it points here. */
export function StateBanner() {
  const words = useMessages().desk.readOnly;
  const reasons = useServiceState().data?.reasons ?? [];
  return (
    <div role="status" id="service-state">
      {reasons.map((reason) => (
        <p
          key={reason}
          className="flex items-center justify-center gap-2 border-b border-line bg-marker px-4 py-1.5 text-small font-medium text-on-marker"
        >
          <Lock aria-hidden className="size-4 shrink-0" />
          {words.reasons[reason]}
        </p>
      ))}
    </div>
  );
}
