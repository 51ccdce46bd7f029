/**
 * Entry of the plain page: the viewer without an IDE. The page's own address, `/t/TOKEN/` or `/`, is where the server is;
 * `?experiment=UUID` or
 * `?calls=ENTITY/PROJECT&call=ID` says what to show.
 */
import { createRoot } from 'react-dom/client';
import { TspSession } from '../../client/session/tsp-session.ts';
import '../theme/theme.css';
import '../view/view.css';
import '../theme/controls.css';
import '../form/form.css';
import '../configurations/configurations.css';
import '../calls/calls.css';
import './page.css';
import { Page } from './page.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('The page lacks its root element.');
const url = new URL('tsp/api', new URL('.', location.href)).href;
createRoot(root).render(<Page session={new TspSession({ url })} />);
