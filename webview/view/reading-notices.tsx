/** That the reading was cancelled, or that files have changed since: with the way to have everything read again. */
import { useState } from 'react';
import { baseName } from '../../client/base-name.ts';
import { countedEvents } from '../../client/counted.ts';
import type { ExperimentInfo } from '../../client/messages.ts';
import { Icon, IconButton } from './icons.tsx';
import { messageOf } from './trace-model.ts';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

export function ReadingNotices() {
  const { model } = useView();
  const experiment = useSignal(model.experiment);
  const [away, setAway] = useState('');
  const [busy, setBusy] = useState(false);
  const text = experiment && noticeOf(experiment);
  if (!text || text === away) return undefined;
  const reread = async () => {
    setBusy(true);
    try {
      await model.host.reread();
    } catch (error) {
      model.toast.set(`The trace could not be read again: ${messageOf(error)}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <output className="h-notice">
      <Icon name="warning" />
      <div title={experiment.changedFiles?.join('\n')}>{text}</div>
      <button type="button" className="h-button" disabled={busy} onClick={() => void reread()}>
        Read again
      </button>
      <IconButton icon="close" title="Put this notice away" onClick={() => setAway(text)} />
    </output>
  );
}

/** What has changed is said before what was cancelled: reading again mends both. */
function noticeOf({ name, indexing, cancelled, changedFiles = [], events }: ExperimentInfo): string | undefined {
  if (indexing === 'RUNNING') return undefined;
  const [first, ...more] = changedFiles.map(baseName);
  if (first !== undefined) {
    const others = more.length === 0 ? '' : ` (${first} and ${more.length} more)`;
    return `${name} has changed on disk since it was read${others}. What is shown is as it was then.`;
  }
  if (!cancelled) return undefined;
  return events === 0
    ? 'Reading was cancelled before there was anything to show.'
    : `Reading was cancelled: what is shown ends after the ${countedEvents(events)} read until then.`;
}
