/** Opens the traces at or below a path on the server's machine as one experiment. */
import { useState } from 'react';
import type { ExperimentInfo } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';

export function OpenTrace(props: {
  readonly session: TspSession;
  readonly opened: (experiment: ExperimentInfo) => void;
}) {
  const { session, opened } = props;
  const [path, setPath] = useState('');
  const [state, setState] = useState<{ readonly busy: boolean; readonly problem?: string }>({ busy: false });
  const open = async () => {
    setState({ busy: true });
    try {
      const { traces: found, notices } = await session.findTraces(path.trim());
      if (found.length === 0) throw new Error('There is no trace at this path.');
      const name =
        path
          .trim()
          .split(/[/\\]/)
          .findLast((part) => part !== '') ?? path;
      opened(await session.openExperiment(name, found));
      setPath('');
      setState({ busy: false, ...(notices.length > 0 ? { problem: notices.join('\n') } : {}) });
    } catch (error) {
      setState({ busy: false, problem: (error as Error).message });
    }
  };
  return (
    <form
      className="p-open"
      onSubmit={(event) => {
        event.preventDefault();
        if (path.trim() !== '' && !state.busy) void open();
      }}
    >
      <input
        type="text"
        value={path}
        placeholder="Path of a trace to open"
        aria-label="Path of a trace file or folder to open"
        aria-invalid={state.problem !== undefined}
        spellCheck={false}
        onChange={(event) => setPath(event.target.value)}
      />
      <button type="submit" className="h-button" disabled={path.trim() === '' || state.busy}>
        Open
      </button>
      {state.problem && <p role="alert">{state.problem}</p>}
    </form>
  );
}
