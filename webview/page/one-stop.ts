/**
 * A list of rows with buttons as one stop of the Tab key: the row that had the focus last, with all that is in it. ↑, ↓, Home
 * and End go to other rows.
 */
import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';

const first = (row: Element | null | undefined) => row?.querySelector<HTMLElement>('button, input');

export function useOneStop(list: RefObject<HTMLElement | null>) {
  const last = useRef<Element>(undefined);

  function arrange() {
    const rows = [...(list.current?.children ?? [])];
    const stop = rows.includes(last.current!) ? last.current : rows[0];
    for (const row of rows)
      for (const button of row.querySelectorAll('button')) button.tabIndex = row === stop ? 0 : -1;
  }
  // Rows come and go, and so do the buttons in them.
  useEffect(arrange);

  return {
    onFocus({ target }: FocusEvent) {
      last.current = target.closest('li') ?? undefined;
      arrange();
    },
    onKeyDown(event: KeyboardEvent) {
      const row = (event.target as Element).closest('li');
      if (!row || event.target instanceof HTMLInputElement) return;
      const { children } = list.current!;
      const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling, Home: children[0] }[
        event.key
      ];
      const next = first(event.key === 'End' ? [...children].at(-1) : to);
      if (!next) return;
      event.preventDefault();
      next.focus();
    },
  };
}
