/** A new configuration, of whichever type: the browser's own popover, which Esc and a click elsewhere close. */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ConfigTypeInfo } from '../../client/messages.ts';

const ID = 'new-configuration';

export function NewMenu(props: {
  readonly types: readonly ConfigTypeInfo[];
  readonly create: (type: ConfigTypeInfo) => void;
}) {
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (open) menu.current?.querySelector('button')?.focus();
  }, [open]);

  function keys(event: KeyboardEvent) {
    const items = [...(menu.current?.querySelectorAll('button') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }

  return (
    <>
      <button type="button" className="primary new" popoverTarget={ID} aria-haspopup="menu">
        New…
      </button>
      <div
        ref={menu}
        id={ID}
        popover="auto"
        role="menu"
        aria-label="New configuration"
        tabIndex={-1}
        onKeyDown={keys}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {(open ? props.types : []).map((type) => (
          <button
            key={type.id}
            type="button"
            role="menuitem"
            onClick={() => {
              menu.current?.hidePopover();
              props.create(type);
            }}
          >
            {type.name}
          </button>
        ))}
      </div>
    </>
  );
}
