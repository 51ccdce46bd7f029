/** Somebody else has changed what is edited: what differs, and whose is to count. Neither is lost by asking. */
import type { RJSFSchema } from '@rjsf/utils';
import type { Parameters } from '../../client/messages.ts';
import { labelOf } from './problems.ts';

interface Version {
  readonly name: string;
  readonly parameters: Parameters;
}

export function Conflict(props: {
  readonly schema: RJSFSchema;
  readonly mine: Version;
  readonly theirs: Version;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}) {
  const { schema, mine, theirs, keepMine, takeTheirs } = props;
  return (
    <div className="summary asks conflict" role="alertdialog" aria-label="Changed elsewhere meanwhile">
      <strong>Changed elsewhere meanwhile.</strong>
      <p>What you typed is still in the fields below.</p>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">Mine</th>
            <th scope="col">Theirs</th>
          </tr>
        </thead>
        <tbody>
          {differences(schema, mine, theirs).map(([label, own, other]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{own}</td>
              <td>{other}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="actions">
        {/* biome-ignore lint/a11y/noAutofocus: the question was just asked by a key */}
        <button type="button" className="primary" autoFocus onClick={keepMine}>
          Keep mine
        </button>
        <button type="button" className="secondary" onClick={takeTheirs}>
          Take theirs
        </button>
      </div>
    </div>
  );
}

const LONGEST = 200;

export function differences(
  schema: RJSFSchema,
  mine: Version,
  theirs: Version,
): readonly (readonly [label: string, mine: string, theirs: string])[] {
  const found: [string, string, string][] = [];
  const compare = (label: string, own: unknown, other: unknown) => {
    if (JSON.stringify(own) !== JSON.stringify(other)) found.push([label, shown(own), shown(other)]);
  };
  compare('Name', mine.name, theirs.name);
  const names = new Set([...Object.keys(mine.parameters), ...Object.keys(theirs.parameters)]);
  for (const name of names) {
    const property = schema.properties?.[name];
    // The form fills in what is left out.
    const left = typeof property === 'object' ? property.default : undefined;
    compare(labelOf(schema, name), mine.parameters[name] ?? left, theirs.parameters[name] ?? left);
  }
  return found;
}

function shown(value: unknown): string {
  if (value === undefined || value === '') return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
