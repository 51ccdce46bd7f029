/** Entry of the trace view in an editor's webview. */
import { createRoot } from 'react-dom/client';
import type { ViewerHost } from '../../client/messages.ts';
import { connect, type Port } from '../../client/session/rpc.ts';
import '../theme/theme.css';
import './view.css';
import { TraceView } from './trace-view.tsx';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

const editor = acquireVsCodeApi();
// What the view is about comes back with the window; its arrangement is kept by the host.
editor.setState({ ...document.body.dataset });
const port: Port = {
  post: (message) => editor.postMessage(message),
  listen: (listener) => {
    const hear = (event: MessageEvent<unknown>) => listener(event.data);
    addEventListener('message', hear);
    return () => removeEventListener('message', hear);
  },
};
const { host, onEvent } = connect<ViewerHost>(port);
const root = document.getElementById('root');
if (!root) throw new Error('The page lacks its root element.');
createRoot(root).render(
  <main className="h-root">
    <TraceView host={host} onEvent={onEvent} />
  </main>,
);
