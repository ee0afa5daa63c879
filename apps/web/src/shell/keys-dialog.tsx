import { useMessages } from '../messages/language.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogActions } from '../ui/dialog.tsx';
import { modifierName } from './modifier-name.ts';

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  const messages = useMessages();
  const words = messages.keys;
  const rows = [
    [`${modifierName()} K`, messages.desk.keys.palette],
    ['/', words.focusQuestion],
    ['f', messages.desk.keys.find],
    ['[', words.previousCitation],
    [']', words.nextCitation],
    ['↑ ↓', words.walk],
    ['Enter', words.openItem],
    ['Esc', words.closeReader],
    ['?', words.showKeys],
  ] as const;
  return (
    <Dialog title={words.title} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {rows.map(([key, meaning]) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="inline-flex h-7 min-w-7 items-center justify-center rounded-small border border-line-strong bg-paper px-2 font-ui text-small">
                {key}
              </kbd>
            </dt>
            <dd className="text-soft">{meaning}</dd>
          </div>
        ))}
      </dl>
      <DialogActions>
        <Button onClick={onClose}>{messages.common.close}</Button>
      </DialogActions>
    </Dialog>
  );
}
