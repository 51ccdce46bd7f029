/** In the toolbar's free middle, where nothing has to make room for it: how far reading is, and the way to end it. */
import { useEffect, useState } from 'react';
import { readingText } from '../../client/reading-text.ts';
import { messageOf } from './trace-model.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

/** ms: what is read sooner needs no word. */
const PATIENCE = 400;

export function ReadingStatus() {
  const { model } = useView();
  const experiment = useSignal(model.experiment);
  const running = experiment?.indexing === 'RUNNING';
  const [late, setLate] = useState(false);
  const [ending, setEnding] = useState(false);
  useEffect(() => {
    setEnding(false);
    if (!running) return setLate(false);
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [running]);
  if (!late || !running) return undefined;
  const cancel = async () => {
    setEnding(true);
    try {
      await model.host.cancelReading();
    } catch (error) {
      setEnding(false);
      model.toast.set(`Reading could not be cancelled: ${messageOf(error)}`);
    }
  };
  return (
    <div className="h-reading">
      <output>{readingText(experiment)}</output>
      <button type="button" className="h-button h-quiet" disabled={ending} onClick={() => void cancel()}>
        {ending ? 'Cancelling…' : 'Cancel'}
      </button>
    </div>
  );
}
