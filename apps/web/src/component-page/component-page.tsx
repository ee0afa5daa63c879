import { ControlsSheets } from './controls-sheets.tsx';
import { StatesSheets } from './states-sheets.tsx';
import { TokensSheets } from './tokens-sheets.tsx';

/** Every part of the design language in every state that it has. */
export function ComponentPage() {
  return (
    <main className="@container h-full overflow-y-auto" tabIndex={0}>
      <div className="mx-auto flex max-w-[860px] flex-col gap-8 px-6 py-8">
        <h1 className="font-text text-display font-semibold tracking-tight">Components</h1>
        <TokensSheets />
        <ControlsSheets />
        <StatesSheets />
      </div>
    </main>
  );
}
