/**
 * What all events of a packet share: columns whose values the packet's header or context tells, and the values that
 * fields of events refer to. Set once a packet.
 */
import { basename } from 'node:path';
import type { StringTable } from '../../index/string-table.ts';
import type { FieldForm } from '../reader.ts';
import type { DataFiles } from './data-file.ts';
import type { DecoderState } from './decoder-state.ts';
import { descend, type FieldNode, integersIn, type StructNode } from './nodes.ts';
import { type Packet, type PacketHead, packetHead } from './packets.ts';
import type { PacketWant, StreamPlan } from './plan.ts';
import type { StreamClass, TraceClass } from './trace-class.ts';
import { briefText } from './value-text.ts';
import type { Selected, Value } from './values.ts';

export class PacketConstants {
  readonly #trace: TraceClass;
  readonly #wants: readonly PacketWant[];
  readonly #files: DataFiles;
  readonly #strings: StringTable;
  readonly #needsHead: boolean;

  constructor(trace: TraceClass, stream: StreamClass, plan: StreamPlan, files: DataFiles, strings: StringTable) {
    this.#trace = trace;
    this.#wants = plan.packet;
    this.#files = files;
    this.#strings = strings;
    const scopes = [trace.packetHeader, stream.packetContext];
    const referred = scopes.some((scope) => scope && integersIn(scope).some(({ slots }) => slots.length > 0));
    this.#needsHead = referred || plan.packet.some(({ source }) => source === 'context' || source === 'header');
  }

  /** Throws `BadField` if the packet's head can't be decoded (any more). */
  set(state: DecoderState, path: string, packet: Packet): void {
    let head: PacketHead | undefined;
    if (this.#needsHead) {
      const file = this.#files.source(path, packet.offset + packet.size / 8);
      head = packetHead(this.#trace, file, packet.offset);
      state.slots = head.slots;
    }
    for (const want of this.#wants) state.constants[want.column] = this.#value(want, path, packet, head);
  }

  #value({ source, form, path: fieldPath }: PacketWant, path: string, packet: Packet, head?: PacketHead): number {
    const strings = this.#strings;
    if (source === 'cpu') return form === 'text' ? strings.intern(String(packet.cpu)) : packet.cpu;
    if (source === 'stream') {
      const name = strings.intern(basename(path));
      return form === 'key' ? -1 - name : name;
    }
    const struct = source === 'context' ? packet.stream.packetContext! : this.#trace.packetHeader!;
    const found = valueAt(struct, (source === 'context' ? head!.context : head!.header)!, fieldPath);
    return found === undefined ? Number.NaN : inForm(found.node, found.value, form, strings);
  }
}

function valueAt(
  struct: StructNode,
  value: Value,
  path: readonly string[],
): { node: FieldNode; value: Value } | undefined {
  let node: FieldNode = struct;
  for (const name of path) {
    while (node.kind === 'variant' && node.optional) {
      const { option, value: inner } = value as Selected;
      if (option < 0) return undefined;
      value = inner;
      node = node.options[0]!;
    }
    if (node.kind === 'struct') {
      const next: FieldNode = descend(node.fields, [name])!;
      value = (value as readonly Value[])[node.fields.indexOf(next)]!;
      node = next;
    } else if (node.kind === 'variant') {
      const { option, value: inner } = value as Selected;
      const next: FieldNode = descend(node.options, [name])!;
      if (node.options[option] !== next) return undefined;
      value = inner;
      node = next;
    }
  }
  while (node.kind === 'variant') {
    const { option, value: inner } = value as Selected;
    if (option < 0) return undefined;
    node = node.options[option]!;
    value = inner;
  }
  return { node, value };
}

function inForm(node: FieldNode, value: Value, form: FieldForm, strings: StringTable): number {
  if (typeof value === 'string') {
    const id = strings.intern(value);
    return form === 'text' ? id : form === 'key' ? -1 - id : Number.NaN;
  }
  if (typeof value !== 'number' && typeof value !== 'bigint') return Number.NaN;
  if (form === 'number') return Number(value);
  if (form === 'text') return strings.intern(node.kind === 'integer' ? briefText(node, value) : String(value));
  const exact = node.kind === 'integer' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  return exact ? Number(value) : -1 - strings.intern(String(value));
}
