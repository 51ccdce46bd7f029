/** Addresses of calls that SDKs print while they record: a click in the terminal shows the call. */
import { type Disposable, TerminalLink, window } from 'vscode';
import type { CallsSubject } from '../../../client/call-messages.ts';

class CallLink extends TerminalLink {
  readonly subject: CallsSubject;

  constructor(at: number, length: number, subject: CallsSubject) {
    super(at, length, 'Open call');
    this.subject = subject;
  }
}

/** SDKs make it of the address that they were given; some write https whatever that was. */
const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)\/([^\s/%]+\/[^\s/%]+)\/r\/call\/([\w-]+)/g;

/** `port`: where SDKs send calls to. */
export function callLinks(port: () => number, show: (subject: CallsSubject) => void): Disposable {
  return window.registerTerminalLinkProvider({
    provideTerminalLinks: ({ line }) =>
      [...line.matchAll(ADDRESS)]
        .filter(([, at]) => Number(at) === port())
        .map(
          ({ index, 0: address, 2: project = '', 3: call = '' }) =>
            new CallLink(index, address.length, { project, call }),
        ),
    handleTerminalLink: (link: CallLink) => show(link.subject),
  });
}
