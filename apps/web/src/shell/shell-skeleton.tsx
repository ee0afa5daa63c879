import { BrandMark } from '../ui/brand-mark.tsx';

/** The desk's outline, which the exported page holds: what is seen before anything is known. */
export function ShellSkeleton() {
  return (
    <div className="flex h-full" aria-busy="true">
      <div className="hidden w-[264px] shrink-0 flex-col gap-4 border-r border-line bg-desk p-5 desk:flex">
        <BrandMark className="size-[22px] text-accent" />
        <div className="skeleton mt-4 h-4 w-32" />
        <div className="skeleton h-4 w-24" />
        <div className="skeleton h-4 w-28" />
      </div>
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="h-14 border-b border-line" />
      </div>
    </div>
  );
}
