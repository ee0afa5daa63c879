import { classNames } from '../lib/class-names.ts';

interface ProgressBarProps {
  readonly label: string;
  /** 0…1; null: not known yet. */
  readonly share: number | null;
  readonly className?: string;
}

export function ProgressBar({ label, share, className }: ProgressBarProps) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(share !== null && { 'aria-valuenow': Math.round(share * 100) })}
      className={classNames('h-[3px] overflow-hidden rounded-round bg-line', className)}
    >
      <div
        className={classNames('h-full origin-left bg-accent-ground transition-transform', share === null && 'skeleton')}
        style={{ transform: `scaleX(${share ?? 1})` }}
      />
    </div>
  );
}
