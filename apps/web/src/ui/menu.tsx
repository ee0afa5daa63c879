import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from '../lib/class-names.ts';

interface MenuProps {
  /** A button element. */
  readonly trigger: ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly children: ReactNode;
}

/** Not modal: the modal form would lock the page's scrolling with a style element, which the page's policy forbids. */
export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          className="appear z-50 max-h-[60vh] min-w-44 overflow-y-auto rounded-box border border-line-strong bg-sheet p-1 shadow-float"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const itemLook = 'flex items-center gap-2.5 rounded-small px-2.5 py-1.5 text-ui outline-none select-none data-[highlighted]:bg-hover';

interface MenuItemProps {
  readonly icon?: ReactNode;
  readonly isDanger?: boolean;
  /** Why it cannot be done now; null: it can. */
  readonly blocked?: string | null;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem({ icon, isDanger = false, blocked = null, onSelect, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      disabled={blocked !== null}
      {...(blocked !== null && { title: blocked, 'aria-describedby': 'service-state' })}
      className={classNames(itemLook, isDanger && 'text-danger', 'data-[disabled]:cursor-default data-[disabled]:text-faint')}
    >
      {icon}
      {children}
    </DropdownMenu.Item>
  );
}

interface MenuCheckItemProps {
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly children: ReactNode;
}

/** Stays open, so that several can be chosen. */
export function MenuCheckItem({ isChecked, onChange, children }: MenuCheckItemProps) {
  return (
    <DropdownMenu.CheckboxItem
      checked={isChecked}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
      className={itemLook}
    >
      <span
        aria-hidden
        className={classNames(
          'flex size-4 items-center justify-center rounded-small border text-tiny',
          isChecked ? 'border-accent-ground bg-accent-ground text-on-accent' : 'border-line-strong',
        )}
      >
        {isChecked && '✓'}
      </span>
      {children}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
