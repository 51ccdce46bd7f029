/** What is chosen in the list: a type with what can be made of it, or a configuration with what can be done to it. */
import type {
  ConfigurationUse,
  ManagerContent,
  ManagerHost,
  StoredConfiguration,
} from '../../client/configuration-messages.ts';
import { madeFrom } from '../../client/output-tree.ts';
import { parameterRows } from '../../client/parameter-text.ts';
import { mustBeDone } from '../../client/refused.ts';
import { DeleteQuestion, NameField } from './changes.tsx';
import type { Doing, Notice } from './manager.tsx';
import { OverTarget } from './over-target.tsx';
import type { InstanceRow, TypeRow } from './rows.ts';

const SCOPES: Readonly<Record<string, string>> = {
  global: 'Applies to every trace that it fits.',
  experiment: 'Applies to an open trace as a whole.',
  trace: 'Applies to a trace.',
  data_provider: 'Applies to an output of an open trace.',
  tree: 'Applies to rows of an output: it is also in their menus.',
  self: 'Applies to an output itself.',
};

type Attempt = (act: () => Promise<unknown>) => void;

export function TypeDetails(props: {
  readonly row: TypeRow;
  readonly content: ManagerContent;
  readonly host: ManagerHost;
  readonly attempt: Attempt;
}) {
  const { row, content, host, attempt } = props;
  const { id, name, description, scope } = row.type;
  return (
    <>
      <h2>{name}</h2>
      {description && <p className="help">{description}</p>}
      {scope !== undefined && SCOPES[scope] && <p className="help">{SCOPES[scope]}</p>}
      <OverTarget
        {...{ content, typeId: id, scope }}
        label="New…"
        over="Make one from"
        act={(target) => attempt(() => host.create(id, target))}
      />
    </>
  );
}

export function InstanceDetails(props: {
  readonly row: InstanceRow;
  readonly content: ManagerContent;
  readonly host: ManagerHost;
  readonly attempt: Attempt;
  readonly doing: Doing;
  readonly setDoing: (doing: Doing) => void;
  readonly remove: (stored: StoredConfiguration) => Promise<void>;
  readonly setNotice: (notice: Notice) => void;
  readonly backToTree: () => void;
}) {
  const { row, content, host, attempt, doing, setDoing, remove, setNotice, backToTree } = props;
  const { configuration, etag, uses } = row.stored;
  const { id, name, description } = configuration;
  const global = row.type.scope === 'global';
  const parents = content.targets[row.type.id] ?? [];
  const unused = parents.filter(
    (target) =>
      !uses.some((use) => use.experiment === content.experiment?.uuid && madeFrom(use.outputId, id) === target.id),
  );

  async function rename(next: string) {
    mustBeDone(await host.rename(id, next, etag));
    setDoing(undefined);
    backToTree();
  }

  async function apply(target: string) {
    const answer = mustBeDone(await host.apply(id, target));
    if (!('output' in answer) || !content.experiment) return;
    const { uuid, name: experimentName } = content.experiment;
    const show = { label: 'Show it', run: () => attempt(() => host.reveal(uuid, answer.output.id)) };
    setNotice({ text: `“${name}” was applied to “${experimentName}”.`, act: show });
  }

  return (
    <>
      {doing === 'renaming' ? (
        <NameField
          name={name}
          done={(next) => {
            if (next !== undefined && next !== name) attempt(() => rename(next));
            else {
              setDoing(undefined);
              backToTree();
            }
          }}
        />
      ) : (
        <h2>{name}</h2>
      )}
      <p className="help">
        {row.type.name}
        {description && description !== name && ` · ${description}`}
      </p>
      <div className="acts" role="toolbar" aria-label={`What to do with ${name}`}>
        <button type="button" className="primary" onClick={() => attempt(() => host.edit(id))}>
          Edit…
        </button>
        <button type="button" className="secondary" onClick={() => setDoing('renaming')}>
          Rename
        </button>
        <button
          type="button"
          className="secondary"
          disabled={!global && parents.length === 0}
          title={!global && parents.length === 0 ? 'No output of an open trace takes it' : undefined}
          onClick={() => attempt(() => host.duplicate(id, global ? undefined : parents[0]?.id))}
        >
          Duplicate…
        </button>
        <button type="button" className="secondary" onClick={() => attempt(() => host.exportAll([id]))}>
          Export…
        </button>
        <button type="button" className="secondary" onClick={() => setDoing('deleting')}>
          Delete
        </button>
      </div>
      {doing === 'deleting' && (
        <DeleteQuestion
          stored={row.stored}
          answer={(yes) => {
            if (yes) attempt(() => remove(row.stored));
            else {
              setDoing(undefined);
              backToTree();
            }
          }}
        />
      )}
      <h3>Values</h3>
      <dl>
        {parameterRows(row.type, configuration).map((each) => (
          <div key={each.name}>
            <dt>{each.label}</dt>
            <dd>{each.text}</dd>
          </div>
        ))}
      </dl>
      <h3>Used in</h3>
      <UseList stored={row.stored} reveal={(use) => attempt(() => host.reveal(use.experiment, use.outputId))} />
      {!global && (unused.length > 0 || parents.length === 0) && (
        <OverTarget
          content={{ ...content, targets: { [row.type.id]: unused } }}
          typeId={row.type.id}
          scope={row.type.scope}
          label="Apply"
          over="Apply to"
          act={(target) => target !== undefined && attempt(() => apply(target))}
        />
      )}
    </>
  );
}

function UseList(props: { readonly stored: StoredConfiguration; readonly reveal: (use: ConfigurationUse) => void }) {
  const { stored, reveal } = props;
  const { uses, traces = [] } = stored;
  if (uses.length + traces.length === 0) return <p className="help">Nothing uses it now.</p>;
  return (
    <ul className="uses">
      {uses.map((use) => (
        <li key={`${use.experiment} ${use.outputId}`}>
          {use.experimentName} <span aria-hidden="true">→</span>{' '}
          <button type="button" className="link" onClick={() => reveal(use)}>
            {use.outputName}
          </button>
        </li>
      ))}
      {traces.map(({ uuid, name }) => (
        <li key={uuid}>{name}, which it reads</li>
      ))}
    </ul>
  );
}
