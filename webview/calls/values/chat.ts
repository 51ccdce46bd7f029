/** Lists of chat messages, as providers of language models take and give them, read for showing as a conversation. */
import { jsonKind, jsonMember, jsonMembers, stringOf } from './json-value.ts';

export interface ChatMessage {
  readonly role: string;
  /** In the order of the message. `text` is for reading, `json` is the exact text of anything else. */
  readonly parts: readonly ChatPart[];
}

export type ChatPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tool'; readonly name: string; readonly json: string }
  | { readonly kind: 'json'; readonly json: string };

/** More than this is a table, and no conversation that anybody reads. */
const MOST_MESSAGES = 1000;

/** Undefined if it is not a list of messages, all of it. */
export function chatOf(text: string): readonly ChatMessage[] | undefined {
  if (jsonKind(text) !== 'array') return undefined;
  const members = jsonMembers(text);
  if (members.length === 0 || members.length > MOST_MESSAGES) return undefined;
  const messages: ChatMessage[] = [];
  for (const member of members) {
    const message = messageOf(member.text);
    if (message === undefined) return undefined;
    messages.push(message);
  }
  return messages;
}

function messageOf(text: string): ChatMessage | undefined {
  if (jsonKind(text) !== 'object') return undefined;
  const role = stringOf(jsonMember(text, 'role'));
  const content = jsonMember(text, 'content');
  const tools = jsonMember(text, 'tool_calls');
  if (role === undefined || (content === undefined && tools === undefined)) return undefined;
  const parts = [
    ...partsOf(content),
    ...(tools === undefined ? [] : jsonMembers(tools).map(({ text: tool }) => toolOf(tool))),
  ];
  return { role, parts };
}

function partsOf(content: string | undefined): readonly ChatPart[] {
  if (content === undefined || content === 'null') return [];
  const text = stringOf(content);
  if (text !== undefined) return [{ kind: 'text', text }];
  if (jsonKind(content) !== 'array') return [{ kind: 'json', json: content }];
  return jsonMembers(content).map(({ text: part }) => {
    const written = stringOf(part) ?? stringOf(jsonMember(part, 'text'));
    if (written !== undefined) return { kind: 'text', text: written };
    return stringOf(jsonMember(part, 'type')) === 'tool_use' ? toolOf(part) : { kind: 'json', json: part };
  });
}

/** A call of a tool, as either of the large providers writes it. */
function toolOf(text: string): ChatPart {
  const called = jsonMember(text, 'function') ?? text;
  const name = stringOf(jsonMember(called, 'name'));
  const given = jsonMember(called, 'arguments') ?? jsonMember(called, 'input');
  if (name === undefined || given === undefined) return { kind: 'json', json: text };
  return { kind: 'tool', name, json: stringOf(given) ?? given };
}
