/** The filter of a tree: a sign in the header that opens into a box. */
import { useState } from 'react';
import { IconButton } from './icons.tsx';
import type { TreeSource } from './tree-source.ts';
import { useSignal } from './use-signal.ts';

export function FilterBox({ trees, label }: { readonly trees: TreeSource; readonly label: string }) {
  const filter = useSignal(trees.filter);
  const [open, setOpen] = useState(false);
  if (!open && filter === '') return <IconButton icon="filter" title={label} onClick={() => setOpen(true)} />;
  const close = () => {
    trees.filter.set('');
    setOpen(false);
  };
  return (
    <span className="h-filter">
      <input
        type="text"
        // biome-ignore lint/a11y/noAutofocus: it was opened to type in.
        autoFocus={open}
        value={filter}
        placeholder="Filter rows"
        aria-label={label}
        onChange={(event) => trees.filter.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            event.stopPropagation();
            close();
          }
        }}
        onBlur={() => setOpen(false)}
      />
      <IconButton icon="close" title="Clear the filter" onClick={close} />
    </span>
  );
}
