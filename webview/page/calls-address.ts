/** Which calls the page's address speaks of: `?calls=ENTITY/PROJECT`, one of them `&call=ID`, beside another `&with=ID`. */
import type { CallsSubject } from '../../client/call-messages.ts';

export function subjectIn(search: string): CallsSubject | undefined {
  const asked = new URLSearchParams(search);
  const project = asked.get('calls');
  const [call, compareWith] = [asked.get('call'), asked.get('with')];
  if (project === null || !/^[^/]+\/[^/]+$/.test(project)) return undefined;
  return { project, ...(call === null ? {} : { call }), ...(compareWith === null ? {} : { compareWith }) };
}

/** The same address with these calls in it, and no others. */
export function addressOf(address: string, subject: CallsSubject | undefined): URL {
  const next = new URL(address);
  const names = { calls: subject?.project, call: subject?.call, with: subject?.compareWith };
  for (const [name, value] of Object.entries(names)) {
    if (value === undefined) next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  return next;
}
