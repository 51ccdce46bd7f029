/** Entry of the page of calls in an editor's webview. */
import { createRoot } from 'react-dom/client';
import type { CallsHost, CallsSubject } from '../../client/call-messages.ts';
import { connect } from '../../client/session/rpc.ts';
import { editorPort } from '../editor-port.ts';
import '../theme/theme.css';
import '../view/view.css';
import '../theme/controls.css';
import './calls.css';
import { CallsPage } from './calls-page.tsx';

const port = editorPort();
const { host, onEvent } = connect<CallsHost>(port);
const onSubject = (listener: (subject: CallsSubject) => void) =>
  onEvent((event) => event.kind === 'calls' && listener(event.subject));

createRoot(document.getElementById('root') as HTMLElement).render(
  <CallsPage host={host} onSubject={onSubject} keep={(subject) => port.keep({ subject })} />,
);
