/** Of an experiment that goes on growing: that it does, whether the view goes along with its end, and the way to do so. */
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function LiveBadge() {
  const { model } = useView();
  const isLive = useSignal(model.experiment)?.live === true;
  const follows = useSignal(model.follows);
  if (!isLive) return undefined;
  const what = {
    whole: 'The view shows all of it as it grows (E to stay here)',
    end: 'The view goes along with the end (E to stay here)',
    stays: 'The view stays where it is (E to follow the end, 0 to see the whole)',
  }[follows ?? 'stays'];
  return (
    <button
      type="button"
      className="h-live"
      title={`Calls are shown as they are recorded.\n${what}`}
      aria-label="Live: follow the end"
      aria-pressed={follows !== undefined}
      onClick={() => model.run('follow')}
    >
      <span className="h-live-dot" />
      Live
    </button>
  );
}
