/** Deletes outputs of an experiment, and offers to undo the last of it for as long as nothing else is deleted. */
import { useMemo, useState } from 'react';
import type { OutputInfo } from '../../client/messages.ts';
import type { TspSession } from '../../client/session/tsp-session.ts';
import type { PageParts } from './page.tsx';

export interface Undo {
  readonly text: string;
  /** Rejects with text to show; may be called again then. */
  readonly act: () => Promise<void>;
}

export function useRemoval(session: TspSession, experiment: string, parts: PageParts) {
  const [undo, setUndo] = useState<Undo>();
  const remove = useMemo(
    () => async (output: OutputInfo) => {
      const { configurations } = session;
      const removed = await configurations.removeOutput(experiment, output);
      parts.changed();
      const act = async () => {
        const problems = await configurations.restoreOutputs(removed);
        setUndo(undefined);
        parts.changed();
        if (problems.length > 0) throw new Error(problems.join('\n'));
      };
      const along = removed.length > 1 ? ` with ${removed.length - 1} made of it` : '';
      setUndo({ text: `“${output.name}” was deleted${along}.`, act });
    },
    [session, experiment, parts],
  );
  return { remove, undo };
}
