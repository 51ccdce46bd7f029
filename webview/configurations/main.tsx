/** Entry of the page of configurations in an editor's webview. */
import { createRoot } from 'react-dom/client';
import type { ManagerHost } from '../../client/configuration-messages.ts';
import { connect } from '../../client/session/rpc.ts';
import { editorPort } from '../editor-port.ts';
import '../theme/theme.css';
import '../theme/controls.css';
import './configurations.css';
import { ConfigurationManager } from './manager.tsx';

const { host, onEvent } = connect<ManagerHost>(editorPort());
const onChange = (listener: () => void) => onEvent(({ kind }) => kind === 'configurations' && listener());

createRoot(document.getElementById('root') as HTMLElement).render(
  <main>
    <ConfigurationManager host={host} onChange={onChange} />
  </main>,
);
