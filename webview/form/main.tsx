/**
 * The form as a webview of its own. The editor's state keeps what the form is about, so that it comes back after a
 * reload of the window; what was typed is kept by the host.
 */
import { createRoot } from 'react-dom/client';
import type { FormHost } from '../../client/messages.ts';
import { connect } from '../../client/session/rpc.ts';
import { ConfigurationForm } from './configuration-form.tsx';
import './form.css';

interface EditorApi {
  postMessage(message: unknown): void;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): EditorApi;

const editor = acquireVsCodeApi();
editor.setState({ ...document.body.dataset });

const { host } = connect<FormHost>({
  post: (message) => editor.postMessage(message),
  listen(listener) {
    const heard = (event: MessageEvent) => listener(event.data);
    window.addEventListener('message', heard);
    return () => window.removeEventListener('message', heard);
  },
});

createRoot(document.getElementById('root') as HTMLElement).render(<ConfigurationForm host={host} />);
