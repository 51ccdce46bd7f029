/** The bookmarks of the experiment: each goes to its time, each can be deleted. */
import { useEffect, useRef, useState } from 'react';
import { formatDuration } from '../time/duration.ts';
import { Icon, IconButton } from './icons.tsx';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function BookmarkList() {
  const { model } = useView();
  const bookmarks = useSignal(model.bookmarks);
  useSignal(model.timeMode);
  const [open, setOpen] = useState(false);
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const outside = (event: Event) => {
      if (!element.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);
  if (bookmarks.length === 0) return undefined;
  return (
    <span className="h-bookmarks" ref={element}>
      <button
        type="button"
        className="h-text-button"
        aria-expanded={open}
        title="Bookmarks"
        onClick={() => setOpen(!open)}
      >
        {bookmarks.length}
        <Icon name="down" />
      </button>
      {open && (
        <ul
          className="h-popover"
          data-own-keys
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            setOpen(false);
          }}
        >
          {bookmarks.map((bookmark) => (
            <li key={bookmark.uuid}>
              <button
                type="button"
                className="h-popover-item"
                onClick={() => {
                  model.goTo({ start: bookmark.start, end: bookmark.end });
                  setOpen(false);
                }}
              >
                <span>{bookmark.name}</span>
                <span className="h-dim">
                  {model.timeText(bookmark.start, 6)}
                  {bookmark.end > bookmark.start && ` · ${formatDuration(bookmark.end - bookmark.start)}`}
                </span>
              </button>
              <IconButton
                icon="trash"
                title={`Delete bookmark ${bookmark.name}`}
                onClick={() => void model.deleteBookmark(bookmark.uuid)}
              />
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}
