/** The environment of a program that records its calls, as text. Values have no character that a shell would look at. */
import type { SdkAddress } from '../server-process.ts';

export type Form = 'shell' | 'file' | 'powershell';

export function sdkVariables({ url, token }: SdkAddress): Readonly<Record<string, string>> {
  return {
    WF_TRACE_SERVER_URL: url,
    WANDB_BASE_URL: url,
    // SDKs insist on one.
    WANDB_API_KEY: token ?? 'local'.padEnd(40, '0'),
    // That of Python remembers by project, whatever the server, which objects it has sent: another server would lack them.
    WEAVE_USE_SERVER_CACHE: 'false',
  };
}

export function environmentText(variables: Readonly<Record<string, string>>, form: Form): string {
  const write = {
    shell: (name: string, value: string) => `export ${name}=${value}`,
    file: (name: string, value: string) => `${name}=${value}`,
    powershell: (name: string, value: string) => `$env:${name} = '${value}'`,
  }[form];
  const lines = Object.entries(variables).map(([name, value]) => write(name, value));
  return `${lines.join('\n')}\n`;
}
