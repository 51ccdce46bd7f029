/**
 * What makes an SDK send its calls here: three variables, in the words of the shell or file they are for. They stay valid when
 * windows and servers come and go; only another port in the settings makes them others.
 */
import { env, window } from 'vscode';
import type { Backend } from '../backend.ts';
import { Cancelled } from '../failures.ts';
import type { SdkAddress } from '../server-process.ts';
import { environmentText, type Form, sdkVariables } from './sdk-variables.ts';

const PATIENCE_MS = 5000;

const FORMS: readonly { readonly label: string; readonly detail: string; readonly form: Form | 'terminal' }[] = [
  { label: '$(terminal) New terminal', detail: 'Opens a terminal that has them', form: 'terminal' },
  { label: '$(clippy) Copy for a shell', detail: 'export NAME=value', form: 'shell' },
  { label: '$(clippy) Copy for a .env file', detail: 'NAME=value', form: 'file' },
  { label: '$(clippy) Copy for PowerShell', detail: "$env:NAME = 'value'", form: 'powershell' },
];

/** Resolves when the variables are where the user wants them. */
export async function giveEnvironment(backend: Backend): Promise<void> {
  const address = await backend.sdk();
  if (address === undefined) throw new Error('The setting heddle.calls.port is 0, so there is no address for SDKs.');
  await mustAnswer(address);
  const chosen = await window.showQuickPick(FORMS, { title: 'Environment for an SDK: where it sends its calls' });
  if (!chosen) throw new Cancelled();
  const variables = sdkVariables(address);
  if (chosen.form === 'terminal') window.createTerminal({ name: 'Recording calls', env: { ...variables } }).show();
  else {
    await env.clipboard.writeText(environmentText(variables, chosen.form));
    window.setStatusBarMessage('$(check) Copied. Programs that have these variables record their calls here.', 8000);
  }
}

/** The port may be another program's, or the server of another window may just be giving it up. */
async function mustAnswer({ url, token }: SdkAddress): Promise<void> {
  const headers: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await fetch(`${url}/server_info`, { headers }).catch(() => undefined);
    if (reply?.ok) return;
    if (reply !== undefined || Date.now() > limit) {
      throw new Error(`Another program answers at ${url}. Choose another port in the setting heddle.calls.port.`);
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}
