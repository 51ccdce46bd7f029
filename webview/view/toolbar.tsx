/** The commands of the view, the search, the bookmarks. */
import { useEffect, useRef, useState } from 'react';
import { span } from '../time/range.ts';
import { BookmarkList } from './bookmark-list.tsx';
import { IconButton } from './icons.tsx';
import { LiveBadge } from './live-badge.tsx';
import { ReadingStatus } from './reading-status.tsx';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function Toolbar() {
  const { model } = useView();
  const history = useSignal(model.history);
  const selection = useSignal(model.selection);
  const details = useSignal(model.detailsOpen);
  const search = useSignal(model.search);
  return (
    <div className="h-toolbar" role="toolbar" aria-label="View">
      <IconButton icon="undo" title="Back (Alt + ←)" disabled={!history.canUndo} onClick={() => model.run('undo')} />
      <IconButton icon="redo" title="Forward (Alt + →)" disabled={!history.canRedo} onClick={() => model.run('redo')} />
      <span className="h-gap" />
      <IconButton icon="zoomIn" title="Zoom in (W)" onClick={() => model.run('zoomIn')} />
      <IconButton icon="zoomOut" title="Zoom out (S)" onClick={() => model.run('zoomOut')} />
      <IconButton icon="fit" title="Whole trace (0)" onClick={() => model.run('wholeTrace')} />
      <IconButton
        icon="toSelection"
        title="Zoom to the selection (Z)"
        disabled={!selection || span(selection) === 0}
        onClick={() => model.run('zoomToSelection')}
      />
      <span className="h-gap" />
      <IconButton
        icon="bookmark"
        title="Bookmark the selection (M)"
        disabled={!selection}
        onClick={() => model.run('bookmark')}
      />
      <BookmarkList />
      <span className="h-spring">
        <ReadingStatus />
        <LiveBadge />
      </span>
      {search === undefined ? (
        <IconButton icon="search" title="Search in all lanes (Ctrl/⌘ + F)" onClick={() => model.run('search')} />
      ) : (
        <SearchBox />
      )}
      <IconButton
        icon="details"
        title={details ? 'Hide details' : 'Show details'}
        pressed={details}
        onClick={() => model.detailsOpen.set(!details)}
      />
      <IconButton icon="help" title="Keys and gestures (?)" onClick={() => model.run('help')} />
    </div>
  );
}

function SearchBox() {
  const { model } = useView();
  const search = useSignal(model.search) ?? '';
  const matches = useSignal(model.matches);
  const [text, setText] = useState(search);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus({ preventScroll: true }), []);
  /** The keys go on where the search came to. */
  const close = () => {
    model.search.set(undefined);
    const order = [model.picked.value?.outputId, model.focusedLane.value, ...model.actions.keys()];
    order
      .map((id) => (id === undefined ? undefined : model.actions.get(id)))
      .find((lane) => lane?.focus)
      ?.focus?.();
  };
  const count = [...matches.values()].reduce((sum, each) => sum + each, 0);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is not known to every editor's browser yet.
    <div className="h-search" role="search">
      <input
        ref={input}
        type="text"
        value={text}
        placeholder="Search names in sight"
        aria-label="Search names in all lanes"
        onChange={(event) => {
          setText(event.target.value);
          model.search.set(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          else if (event.key === 'Enter') model.run(event.shiftKey ? 'previousMatch' : 'nextMatch');
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <output className="h-search-count">
        {text.trim() === '' ? '' : count === 0 ? 'None' : count.toLocaleString()}
      </output>
      <IconButton
        icon="up"
        title="Previous match (Shift + F3)"
        disabled={count === 0}
        onClick={() => model.run('previousMatch')}
      />
      <IconButton icon="down" title="Next match (F3)" disabled={count === 0} onClick={() => model.run('nextMatch')} />
      <IconButton icon="close" title="End the search (Esc)" onClick={close} />
    </div>
  );
}
