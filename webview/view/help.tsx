/** The keys and gestures, over the view. */
import { useEffect, useRef } from 'react';
import { IconButton } from './icons.tsx';
import { SHORTCUTS } from './keyboard.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function Help() {
  const { model } = useView();
  const open = useSignal(model.help);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="h-help" aria-label="Keys and gestures" onClose={() => model.help.set(false)}>
      <header>
        <h2>Keys and gestures</h2>
        <IconButton icon="close" title="Close" onClick={() => model.help.set(false)} />
      </header>
      <div className="h-help-groups">
        {SHORTCUTS.map(({ group, items }) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {items.map(({ keys, what }) => (
                <div key={keys}>
                  <dt>
                    {keys.split(', ').map((key, i) => (
                      <span key={key}>
                        {i > 0 && ' '}
                        <kbd>{key}</kbd>
                      </span>
                    ))}
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
