/** A file or folder on the server's machine: typed, or chosen where the host can show that machine's files. */
import { useState } from 'react';
import { parameterOf, useFormContext } from './form-context.ts';

export function PathText(props: {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly disabled?: boolean;
  readonly change: (value: string) => void;
}) {
  const { id, value, label, attributes, disabled, change } = props;
  const { canBrowse, browse, left } = useFormContext();
  const [failure, setFailure] = useState<string>();
  async function choose() {
    try {
      const path = await browse('file');
      if (path !== undefined) change(path);
      setFailure(undefined);
    } catch (error) {
      setFailure((error as Error).message);
    }
  }
  return (
    <>
      <div className="path">
        <input
          {...attributes}
          id={id}
          type="text"
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => change(target.value)}
          onBlur={() => left(parameterOf(id))}
        />
        {canBrowse && (
          <button type="button" className="secondary" disabled={disabled} onClick={() => void choose()}>
            Browse…<span className="unseen"> ({label})</span>
          </button>
        )}
      </div>
      {failure && <p role="alert">{failure}</p>}
    </>
  );
}
