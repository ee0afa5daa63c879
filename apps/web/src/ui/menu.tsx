import { DropdownMenu } from 'radix-ui';
import type { ReactNode, RefObject } from 'react';
import { classNames } from '../lib/class-names.ts';

interface MenuProps {
  /** A button element. */
  readonly trigger: ReactNode;
  readonly align?: 'start' | 'end';
  readonly side?: 'top' | 'bottom';
  readonly children: ReactNode;
}

const contentLook = 'appear z-50 max-h-[60vh] min-w-44 overflow-y-auto rounded-box border border-line-strong bg-sheet p-1 shadow-float';

/** Not modal: the modal form would lock the page's scrolling with a style element, which the page's policy forbids. */
export function Menu({ trigger, align = 'end', side = 'bottom', children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align={align} side={side} sideOffset={4} className={contentLook}>
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface AnchoredMenuProps {
  readonly label: string;
  /** The button that opened it; it lies in a positioned box with the menu, and gets the focus back. */
  readonly anchor: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A menu that is there only while it is open, for lists of which each row has one: a row costs a plain button then. */
export function AnchoredMenu({ label, anchor, onClose, children }: AnchoredMenuProps) {
  return (
    <DropdownMenu.Root
      open
      modal={false}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <DropdownMenu.Trigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          aria-label={label}
          aria-labelledby={undefined}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
          onPointerDownOutside={(event) => {
            // The button closes it itself.
            if (event.target instanceof Node && anchor.current?.contains(event.target)) event.preventDefault();
          }}
          className={contentLook}
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
