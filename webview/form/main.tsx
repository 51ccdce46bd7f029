/** Entry of the form in an editor's webview; what was typed is kept by the host. */
import { createRoot } from 'react-dom/client';
import type { FormHost } from '../../client/configuration-messages.ts';
import { connect } from '../../client/session/rpc.ts';
import { editorPort } from '../editor-port.ts';
import { ConfigurationForm } from './configuration-form.tsx';
import '../theme/controls.css';
import './form.css';

const { host } = connect<FormHost>(editorPort());

createRoot(document.getElementById('root') as HTMLElement).render(
  <main>
    <ConfigurationForm host={host} />
  </main>,
);
