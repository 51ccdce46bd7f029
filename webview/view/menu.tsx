/** A button that opens a small menu: arrows move, Enter acts, Esc and a click elsewhere close it. */
import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { IconButton, type IconName } from './icons.tsx';

export type MenuItem = 'line' | { readonly label: string; readonly act: () => void; readonly disabled?: boolean };

const WIDTH = 264;
const ITEM_HEIGHT = 24;

export function MenuButton(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly items: readonly MenuItem[];
}) {
  const [at, setAt] = useState<{ readonly x: number; readonly y: number; readonly button: HTMLElement } | undefined>();
  return (
    <>
      <IconButton
        icon={props.icon}
        title={props.title}
        expanded={at !== undefined}
        onClick={(event) => {
          const button = event.currentTarget;
          const box = button.getBoundingClientRect();
          setAt(at ? undefined : { x: box.left, y: box.bottom + 2, button });
        }}
      />
      {at && (
        <Menu
          items={props.items}
          x={at.x}
          y={at.y}
          close={() => {
            setAt(undefined);
            at.button.focus();
          }}
        />
      )}
    </>
  );
}

/** At a place in the window, in CSS pixels; moved so that all of it is in sight. */
export function Menu(props: {
  readonly items: readonly MenuItem[];
  readonly x: number;
  readonly y: number;
  readonly close: () => void;
}) {
  const { items, x, y, close } = props;
  const element = useRef<HTMLDivElement>(null);
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    element.current?.querySelector<HTMLElement>('button:not(:disabled)')?.focus();
    const outside = (event: Event) => {
      if (!element.current?.contains(event.target as Node)) closing.current();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, []);
  const step = (direction: 1 | -1) => {
    const buttons = [...(element.current?.querySelectorAll<HTMLElement>('button:not(:disabled)') ?? [])];
    const now = buttons.indexOf(document.activeElement as HTMLElement);
    buttons[(now + direction + buttons.length) % buttons.length]?.focus();
  };
  const keyed = items.map((item, index) => ({ item, key: item === 'line' ? `line ${index}` : item.label }));
  return createPortal(
    <div
      ref={element}
      className="h-menu"
      role="menu"
      tabIndex={-1}
      data-own-keys
      style={{
        left: Math.max(0, Math.min(x, innerWidth - WIDTH - 8)),
        top: Math.max(0, Math.min(y, innerHeight - items.length * ITEM_HEIGHT - 16)),
        width: WIDTH,
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' || event.key === 'Tab') close();
        else if (event.key === 'ArrowDown') step(1);
        else if (event.key === 'ArrowUp') step(-1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {keyed.map(({ item, key }) =>
        item === 'line' ? (
          <hr key={key} />
        ) : (
          <button
            key={key}
            type="button"
            role="menuitem"
            disabled={item.disabled}
            onClick={() => {
              close();
              item.act();
            }}
          >
            {item.label}
          </button>
        ),
      )}
    </div>,
    document.body,
  );
}
