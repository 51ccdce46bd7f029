/** What an SDK prints of a call while it records: a click in the terminal shows the call. */
import { type Disposable, TerminalLink, window } from 'vscode';
import type { CallsSubject } from '../../../client/call-messages.ts';
import { type CallAddress, callAddresses } from './call-addresses.ts';

class CallLink extends TerminalLink {
  readonly subject: CallsSubject;

  constructor({ at, length, subject }: CallAddress) {
    super(at, length, 'Open call');
    this.subject = subject;
  }
}

/** `port`: where SDKs send calls to. */
export function callLinks(port: () => number, show: (subject: CallsSubject) => void): Disposable {
  return window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) => callAddresses(line, port()).map((address) => new CallLink(address)),
    handleTerminalLink: (link: CallLink) => show(link.subject),
  });
}
