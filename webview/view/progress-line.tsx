/** Two pixels under the axis: how far indexing is, or that data are on their way. */
import { useEffect, useState } from 'react';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

/** Answers faster than this need no sign. */
const PATIENCE = 180;

export function ProgressLine() {
  const { model } = useView();
  const experiment = useSignal(model.experiment);
  const busy = useSignal(model.busy) > 0;
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(busy), busy ? PATIENCE : 0);
    return () => clearTimeout(timer);
  }, [busy]);
  const running = experiment?.indexing === 'RUNNING';
  const percent = Math.round((experiment?.fraction ?? 0) * 100);
  return (
    <div
      className="h-progress"
      role="progressbar"
      aria-label={running ? 'Indexing' : 'Loading'}
      aria-valuenow={running ? percent : undefined}
      aria-hidden={!running && !late}
    >
      {running ? (
        <div className="h-progress-done" style={{ width: `${percent}%` }} />
      ) : (
        late && <div className="h-progress-run" />
      )}
    </div>
  );
}
