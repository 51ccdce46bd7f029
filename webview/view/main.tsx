/** Entry of the trace view in an editor's webview; its arrangement is kept by the host. */
import { createRoot } from 'react-dom/client';
import type { ViewerHost } from '../../client/messages.ts';
import { connect } from '../../client/session/rpc.ts';
import { editorPort } from '../editor-port.ts';
import '../theme/theme.css';
import './view.css';
import { TraceView } from './trace-view.tsx';

const { host, onEvent } = connect<ViewerHost>(editorPort());
const root = document.getElementById('root');
if (!root) throw new Error('The page lacks its root element.');
createRoot(root).render(
  <main className="h-root">
    <TraceView host={host} onEvent={onEvent} />
  </main>,
);
