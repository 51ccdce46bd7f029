/**
 * Finds the integers that a path leads to, among the fields that are laid out before the one that has the path.
 *
 * TSDL names the options of variants, and looks for a relative path from the inside out. In CTF 2 a path leads through
 * variants, optionals and the elements of arrays that surround the field without naming them, so it can lead to one
 * integer in each option.
 */
import { type FieldPath, SCOPES, type ScopeName } from './declared-types.ts';
import { descend, type FieldNode, type IntegerNode, type StructNode } from './nodes.ts';

export type Scopes = Partial<Record<ScopeName, StructNode>>;

/** A struct that is being laid out: its fields so far, and the name of the one that comes now. */
export interface OpenStruct {
  readonly fields: FieldNode[];
  member: string;
}

/** Where a field stands: its scope, the structs around it, the outermost first, and the scopes before. */
export interface Standpoint {
  readonly scope: ScopeName;
  readonly open: readonly OpenStruct[];
  readonly outer: Scopes;
}

/** Undefined if there is no such field; empty if it is no integer. */
export function integersAt(path: FieldPath, at: Standpoint): IntegerNode[] | undefined {
  if (path.from === 'anywhere') {
    const found = fromAnywhere(path.path, at);
    return found && (found.kind === 'integer' ? [found] : []);
  }
  const names = path.from === 'here' ? at.open.slice(0, -1).map(({ member }) => member) : [];
  for (const name of path.path) {
    if (name !== null) names.push(name);
    else if (names.pop() === undefined) return undefined;
  }
  const fields = fromScope(names, path.from === 'here' ? at.scope : path.from, at);
  if (fields.length === 0) return undefined;
  const integers = fields.filter((field) => field.kind === 'integer');
  return integers.length === fields.length ? integers : [];
}

const TSDL_SCOPES: Readonly<Record<ScopeName, string>> = {
  'packet-header': 'trace.packet.header',
  'packet-context': 'stream.packet.context',
  'event-record-header': 'stream.event.header',
  'event-record-common-context': 'stream.event.context',
  'event-record-specific-context': 'event.context',
  'event-record-payload': 'event.fields',
};

function fromAnywhere(path: readonly string[], { scope, open, outer }: Standpoint): FieldNode | undefined {
  const written = path.join('.');
  for (const name of SCOPES) {
    const prefix = TSDL_SCOPES[name];
    if (!written.startsWith(`${prefix}.`)) continue;
    const fields = name === scope ? open[0]?.fields : outer[name]?.fields;
    const found = fields && descend(fields, path.slice(prefix.split('.').length));
    if (found !== undefined) return found;
  }
  for (const { fields } of [...open].reverse()) {
    const found = descend(fields, path);
    if (found !== undefined) return found;
  }
  for (const name of [...SCOPES].reverse()) {
    const found = descend(outer[name]?.fields ?? [], path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Goes down the structs that are open as long as the path does, then into what is laid out. */
function fromScope(names: readonly string[], scope: ScopeName, at: Standpoint): FieldNode[] {
  let level = 0;
  if (scope === at.scope) while (level < at.open.length - 1 && at.open[level]!.member === names[level]) level++;
  const fields = scope === at.scope ? at.open[level]?.fields : at.outer[scope]?.fields;
  const first = fields && exactly(fields, names[level]);
  let found = first ? settled(first) : [];
  for (const name of names.slice(level + 1)) {
    found = found.flatMap((field) => {
      const member = field.kind === 'struct' ? exactly(field.fields, name) : undefined;
      return member ? settled(member) : [];
    });
  }
  return found;
}

function exactly(fields: readonly FieldNode[], name: string | undefined): FieldNode | undefined {
  return fields.find(({ rawName }) => rawName === name);
}

/** What a field can be, once variants have decided. */
function settled(field: FieldNode): FieldNode[] {
  return field.kind === 'variant' ? field.options.flatMap(settled) : [field];
}
