/** An output in the sidebar: a click adds a lane; what was made with a configuration can be changed and deleted here. */
import { useEffect, useRef, useState } from 'react';
import { menuEntry } from '../../client/configuration-types.ts';
import type { ConfigTypeInfo, OutputChange, OutputInfo, OutputType } from '../../client/messages.ts';
import type { ExperimentSession } from '../../client/session/experiment-session.ts';
import { Icon, IconButton, type IconName } from '../view/icons.tsx';
import { MenuButton } from '../view/menu.tsx';

const ICONS: Readonly<Record<OutputType, IconName>> = {
  TIME_GRAPH: 'timeGraph',
  GANTT_CHART: 'gantt',
  TREE_TIME_XY: 'xy',
  TREE_GENERIC_XY: 'bars',
  TABLE: 'table',
  DATA_TREE: 'dataTree',
  NONE: 'group',
};

export function OutputRow(props: {
  readonly label: string;
  readonly output: OutputInfo;
  readonly depth: number;
  readonly host: ExperimentSession | undefined;
  readonly show: ((outputId: string) => void) | undefined;
  readonly attempt: (name: string, act: () => Promise<unknown> | undefined) => void;
  readonly renaming: boolean;
  readonly setRenaming: (renaming: boolean) => void;
  readonly rename: (output: OutputInfo, name: string) => Promise<void>;
}) {
  const { label, output, depth, host, show, attempt, renaming, setRenaming, rename } = props;
  const [types, setTypes] = useState<readonly ConfigTypeInfo[]>([]);
  const { id, name, canCreate, canDelete, type, configuration } = output;
  useEffect(() => {
    if (canCreate) host?.configTypes(id).then(setTypes, () => setTypes([]));
  }, [host, id, canCreate]);
  const configured = configuration !== undefined;
  const change = (to: OutputChange) => attempt(name, () => host?.changeOutput(id, to));
  return (
    <li style={{ paddingLeft: depth * 12 }}>
      {renaming ? (
        <Renaming
          name={name}
          done={(next) => {
            setRenaming(false);
            if (next !== undefined && next !== name) attempt(name, () => rename(output, next));
          }}
        />
      ) : (
        <button
          type="button"
          className="p-item"
          title={[name, output.description].filter(Boolean).join('\n')}
          onClick={() => show?.(id)}
          onKeyDown={(event) => {
            if (event.key === 'F2' && configured) setRenaming(true);
            else if (event.key === 'Delete' && canDelete) change('delete');
            else return;
            event.preventDefault();
          }}
        >
          <Icon name={ICONS[type] ?? 'group'} />
          <span>{label}</span>
        </button>
      )}
      {types.length > 0 && (
        <MenuButton
          icon="add"
          title={`Customise ${name}`}
          items={types.map((each) => ({
            label: menuEntry(each),
            act: () => attempt(name, () => host?.customise(id, each.id)),
          }))}
        />
      )}
      {configured && (
        <MenuButton
          icon="more"
          title={`Change ${name}`}
          items={[
            { label: 'Edit…', act: () => change('edit') },
            { label: 'Rename', act: () => setRenaming(true) },
            { label: 'Duplicate…', act: () => change('duplicate') },
          ]}
        />
      )}
      {canDelete && <IconButton icon="trash" title={`Delete ${name}`} onClick={() => change('delete')} />}
    </li>
  );
}

function Renaming({ name, done }: { readonly name: string; readonly done: (name: string | undefined) => void }) {
  const [text, setText] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => {
    field.current?.select();
  }, []);
  /** Leaving the field by Enter or Esc takes the focus from it as well. */
  const end = (next: string | undefined) => {
    if (over.current) return;
    over.current = true;
    done(next?.trim() || undefined);
  };
  return (
    <input
      ref={field}
      className="p-rename"
      type="text"
      aria-label={`New name of ${name}`}
      maxLength={200}
      value={text}
      onChange={({ target }) => setText(target.value)}
      onBlur={() => end(text)}
      onKeyDown={({ key }) => {
        if (key === 'Enter') end(text);
        else if (key === 'Escape') end(undefined);
      }}
    />
  );
}
