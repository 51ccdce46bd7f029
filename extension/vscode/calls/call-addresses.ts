/** Addresses of calls in what SDKs print. They make them of the address that they were given; some write https whatever that was. */
import type { CallsSubject } from '../../../client/call-messages.ts';

export interface CallAddress {
  /** Where it stands in the line. */
  readonly at: number;
  readonly length: number;
  readonly subject: CallsSubject;
}

const ADDRESS = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)\/([^\s/%]+\/[^\s/%]+)\/r\/call\/([\w-]+)/g;

/** `port`: where SDKs send calls to. */
export function callAddresses(line: string, port: number): readonly CallAddress[] {
  return [...line.matchAll(ADDRESS)]
    .filter(([, at]) => Number(at) === port)
    .map(({ index, 0: address, 2: project = '', 3: call = '' }) => ({
      at: index,
      length: address.length,
      subject: { project, call },
    }));
}
