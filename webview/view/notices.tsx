/** What the user should know about the trace or the server, above the view until put away. */
import { useState } from 'react';
import { Icon, IconButton } from './icons.tsx';
import { ReadingNotices } from './reading-notices.tsx';
import { useSignal } from './use-signal.ts';
import { useView } from './view-context.ts';

/** More are counted, not listed. */
const MOST = 3;

export function Notices() {
  const { model } = useView();
  const notices = useSignal(model.experiment)?.notices ?? [];
  const server = useSignal(model.server);
  const [away, setAway] = useState('');
  const key = notices.join('\n');
  return (
    <>
      {server.state !== 'up' && (
        <div className="h-notice" role="alert">
          <Icon name="warning" />
          <div>
            {server.message ??
              (server.state === 'restarting'
                ? 'The trace server is being restarted. What is shown stays; new data follow.'
                : 'The trace server does not answer. What is shown stays; new data can’t be loaded.')}
          </div>
        </div>
      )}
      <ReadingNotices />
      {notices.length > 0 && away !== key && (
        <output className="h-notice">
          <Icon name="warning" />
          <div>
            {notices.slice(0, MOST).map((notice) => (
              <div key={notice}>{notice}</div>
            ))}
            {notices.length > MOST && (
              <details>
                <summary>{notices.length - MOST} more</summary>
                {notices.slice(MOST).map((notice) => (
                  <div key={notice}>{notice}</div>
                ))}
              </details>
            )}
          </div>
          <IconButton icon="close" title="Put these notices away" onClick={() => setAway(key)} />
        </output>
      )}
    </>
  );
}
