/** What can be done over an output: a button, and where several outputs take the type, a choice of them. */
import { useState } from 'react';
import type { ManagerContent } from '../../client/configuration-messages.ts';

type Target = ManagerContent['targets'][string][number];

export function OverTarget(props: {
  readonly content: ManagerContent;
  readonly typeId: string;
  readonly scope: string | undefined;
  readonly label: string;
  readonly over: string;
  readonly act: (target: string | undefined) => void;
}) {
  const { content, typeId, scope, label, over, act } = props;
  const targets: readonly Target[] = content.targets[typeId] ?? [];
  const [chosen, setChosen] = useState<string>();
  const target = targets.find(({ id }) => id === chosen) ?? targets[0];
  if (scope === 'global') {
    return (
      <p className="over">
        <button type="button" className="primary" onClick={() => act(undefined)}>
          {label}
        </button>
      </p>
    );
  }
  if (!target) {
    const why = content.experiment
      ? `No output of “${content.experiment.name}” takes this type.`
      : 'Open a trace to apply it.';
    return <p className="help">{why}</p>;
  }
  return (
    <p className="over">
      <label>
        {over}{' '}
        <select value={target.id} onChange={(event) => setChosen(event.target.value)}>
          {targets.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className={label === 'Apply' ? 'secondary' : 'primary'} onClick={() => act(target.id)}>
        {label}
      </button>
    </p>
  );
}
