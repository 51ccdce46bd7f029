/**
 * What a feedback's payload and refs have to be, by its type. Types that begin with `wandb.` have a meaning, so there are
 * only those; all others are the user's own.
 */
import { InvalidRequest } from '../errors.ts';
import { INTERNAL, parseInternalRef, type Ref, shown } from '../refs/ref.ts';
import type { FeedbackCreate } from '../trace-server.ts';
import { memberOf, withMember } from '../values/json-members.ts';
import { JsonText } from '../values/json-text.ts';
import { namesOfEmoji } from './emoji.ts';

/** In characters, as JSON. */
const MOST_PAYLOAD = 2 ** 20;
const MOST_NOTE = 1024;
const ANNOTATION = 'wandb.annotation.';
const RUNNABLE = 'wandb.runnable.';

/** The payload to be stored: the same, or what the server has added to. */
export async function checkedPayload(request: FeedbackCreate): Promise<JsonText> {
  const { feedback_type: type } = request;
  if (request.weave_ref.startsWith(INTERNAL)) parseInternalRef(request.weave_ref);
  checkRefs(request);
  let { payload } = request;
  if (type === 'wandb.reaction.1') payload = await withNames(payload);
  else if (type === 'wandb.note.1') checkNote(payload);
  else if (type.startsWith(ANNOTATION)) requireMember(payload, 'value', type);
  else if (type.startsWith(RUNNABLE)) requireMember(payload, 'output', type);
  else if (type.startsWith('wandb.')) throw new InvalidRequest(`feedback_type: ${shown(type)} is reserved`);
  if (payload.text.length > MOST_PAYLOAD) throw new InvalidRequest('Feedback payload too large');
  return payload;
}

function requireMember(payload: JsonText, key: string, type: string): void {
  if (memberOf(payload, key) === undefined) throw new InvalidRequest(`payload.${key} is required for ${shown(type)}`);
}

async function withNames(payload: JsonText): Promise<JsonText> {
  const emoji = memberOf(payload, 'emoji')?.parse();
  const names = typeof emoji === 'string' ? await namesOfEmoji(emoji) : undefined;
  if (names === undefined) throw new InvalidRequest('Value of emoji key in payload must be exactly one emoji');
  let named = payload;
  for (const [key, name] of Object.entries(names)) named = withMember(named, key, JsonText.of(name));
  return named;
}

function checkNote(payload: JsonText): void {
  const note = memberOf(payload, 'note')?.parse();
  const length = typeof note === 'string' ? [...note.slice(0, 2 * MOST_NOTE + 2)].length : 0;
  if (length < 1 || length > MOST_NOTE) {
    throw new InvalidRequest(`payload.note must be a text of 1 to ${MOST_NOTE} characters`);
  }
}

/** An annotation names its spec, a result of a scorer names what ran; nothing else has such refs. */
function checkRefs(request: FeedbackCreate): void {
  const { feedback_type: type } = request;
  const annotation = type.startsWith(ANNOTATION);
  const runnable = type.startsWith(RUNNABLE);
  for (const [name, allowed] of [
    ['annotation_ref', annotation],
    ['runnable_ref', runnable],
    ['call_ref', runnable],
    ['trigger_ref', runnable],
  ] as const) {
    if (request[name] != null && !allowed)
      throw new InvalidRequest(`${name} is not allowed for feedback ${shown(type)}`);
  }
  if (annotation) requireRef(request, 'annotation_ref', ['object'], type.slice(ANNOTATION.length));
  if (!runnable) return;
  const ran = requireRef(request, 'runnable_ref', ['op', 'object'], type.slice(RUNNABLE.length));
  if (ran.kind === 'op' || request.call_ref != null) requireRef(request, 'call_ref', ['call']);
  if (request.trigger_ref != null) requireRef(request, 'trigger_ref', ['object']);
}

function requireRef(
  request: FeedbackCreate,
  member: 'annotation_ref' | 'runnable_ref' | 'call_ref' | 'trigger_ref',
  kinds: readonly Ref['kind'][],
  name?: string,
): Ref {
  const text = request[member];
  if (text == null) throw new InvalidRequest(`${member} is required for feedback ${shown(request.feedback_type)}`);
  const ref = parseInternalRef(text);
  if (!kinds.includes(ref.kind))
    throw new InvalidRequest(`${member}: ${shown(text)} is no ref of an ${kinds.join(' or ')}`);
  if (name !== undefined && 'name' in ref && ref.name !== name) {
    throw new InvalidRequest(`${member} must point to an object with name ${shown(name)}`);
  }
  return ref;
}
