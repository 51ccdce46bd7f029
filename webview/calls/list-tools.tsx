/** What can be done with the selected calls, and how many there are. */
import type { CallsHost, ExportForm } from '../../client/call-messages.ts';
import { countedCalls } from '../../client/counted.ts';
import { NameField } from '../configurations/changes.tsx';
import { IconButton } from '../view/icons.tsx';
import { MenuButton, type MenuItem } from '../view/menu.tsx';
import type { CallList } from './call-list.ts';

const FORMS: readonly { readonly form: ExportForm; readonly name: string }[] = [
  { form: 'jsonl', name: 'JSON lines' },
  { form: 'csv', name: 'CSV' },
];

export function ListTools(props: {
  readonly host: CallsHost;
  readonly project: string;
  readonly list: CallList | undefined;
  /** What the buttons act on: the selected calls, else the picked one. */
  readonly chosen: readonly string[];
  readonly selected: number;
  readonly isNarrowed: boolean;
  readonly compare: () => void;
  readonly remove: () => void;
  readonly rename: () => void;
  readonly renamed: { readonly id: string; readonly name: string } | undefined;
  readonly setRenamed: (renamed: undefined) => void;
  readonly attempt: (act: () => Promise<unknown>) => void;
  readonly changed: () => void;
  readonly done: () => void;
}) {
  const { host, project, list, chosen, selected, isNarrowed, compare, remove, done } = props;
  const { rename, renamed, setRenamed, attempt, changed } = props;
  if (renamed) {
    const { id, name } = renamed;
    return (
      <NameField
        key={id}
        name={name}
        done={(next) => {
          setRenamed(undefined);
          done();
          if (next === undefined || next === name) return;
          attempt(async () => {
            await host.renameCall(project, id, next);
            changed();
          });
        }}
      />
    );
  }
  const size = list?.size;
  const all = `all ${list?.isCounted ? countedCalls(size ?? 0) : 'calls'}${isNarrowed ? ' found' : ''}`;
  const exports: MenuItem[] = FORMS.map(({ form, name: formName }) => ({
    label: `Export ${selected > 1 ? countedCalls(selected) : all} as ${formName}`,
    disabled: size === 0 || !list,
    act: () =>
      attempt(() =>
        host.exportCalls(project, form, selected > 1 ? { ids: chosen } : { question: list?.question ?? {} }),
      ),
  }));
  if (selected === 1) {
    for (const { form, name: formName } of FORMS) {
      exports.push({
        label: `Export the selected call as ${formName}`,
        act: () => attempt(() => host.exportCalls(project, form, { ids: chosen })),
      });
    }
  }
  return (
    <div className="list-tools" role="toolbar" aria-label="Calls">
      <output className="help count">
        {size === undefined ? '' : list?.isCounted ? countedCalls(size) : `more than ${size.toLocaleString()}`}
        {selected > 1 && ` · ${selected.toLocaleString()} selected`}
      </output>
      <span className="spring" />
      <button
        type="button"
        className="secondary small"
        disabled={chosen.length !== 2}
        title={
          chosen.length === 2
            ? 'See how the two calls differ'
            : 'Select two calls (Ctrl + click, or Space) to compare them'
        }
        onClick={compare}
      >
        Compare
      </button>
      <MenuButton icon="save" title="Export" items={exports} />
      <IconButton icon="edit" title="Rename (F2)" disabled={chosen.length !== 1} onClick={rename} />
      <IconButton
        icon="trash"
        title={chosen.length > 1 ? `Delete ${countedCalls(chosen.length)}…` : 'Delete…'}
        disabled={chosen.length === 0}
        onClick={remove}
      />
    </div>
  );
}
