/** The two questions that changes ask in place: another name, and whether all that goes along is to go. */
import { useEffect, useRef, useState } from 'react';
import type { StoredConfiguration } from '../../client/configuration-messages.ts';
import { tracesLeft } from '../../client/dependents.ts';

export function NameField({
  name,
  done,
}: {
  readonly name: string;
  readonly done: (name: string | undefined) => void;
}) {
  const [text, setText] = useState(name);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
  }, []);
  return (
    <form
      className="own-name"
      onSubmit={(event) => {
        event.preventDefault();
        done(text.trim() || undefined);
      }}
    >
      <input
        ref={field}
        type="text"
        aria-label={`New name of ${name}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          done(undefined);
        }}
      />
      <button type="submit" className="primary">
        Rename
      </button>
      <button type="button" className="secondary" onClick={() => done(undefined)}>
        Cancel
      </button>
    </form>
  );
}

export function DeleteQuestion(props: {
  readonly stored: StoredConfiguration;
  readonly answer: (yes: boolean) => void;
}) {
  const { stored, answer } = props;
  const { uses, traces = [] } = stored;
  const left = tracesLeft(stored);
  return (
    <div
      className="summary asks question"
      role="alertdialog"
      aria-labelledby="delete-question"
      aria-describedby="delete-along"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        answer(false);
      }}
    >
      <strong id="delete-question">Delete “{stored.configuration.name}”?</strong>
      <div id="delete-along">
        {uses.length + traces.length === 0 && <p>Nothing uses it.</p>}
        {uses.length > 0 && (
          <>
            <p>{uses.length === 1 ? 'This output goes along:' : `These ${uses.length} outputs go along:`}</p>
            <ul>
              {uses.map(({ experiment, experimentName, outputId, outputName }) => (
                <li key={`${experiment} ${outputId}`}>
                  {experimentName} → {outputName}
                </li>
              ))}
            </ul>
          </>
        )}
        {left !== undefined && (
          <>
            <p>{left}</p>
            <ul>
              {traces.map(({ uuid, name }) => (
                <li key={uuid}>{name}</li>
              ))}
            </ul>
          </>
        )}
      </div>
      <div className="acts">
        {/* biome-ignore lint/a11y/noAutofocus: the question was just asked */}
        <button type="button" className="primary" autoFocus onClick={() => answer(true)}>
          Delete
        </button>
        <button type="button" className="secondary" onClick={() => answer(false)}>
          Keep
        </button>
      </div>
    </div>
  );
}
