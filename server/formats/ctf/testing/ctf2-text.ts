/**
 * The metadata of a trace, whatever language it was written in, in CTF 2's: one description of a trace in TSDL gives
 * traces of both versions, with the same bytes.
 */
import type { Clock } from '../clock.ts';
import type { Role, ScopeName } from '../declared-types.ts';
import { classesOf } from '../metadata.ts';
import type { FieldNode, IntegerNode, Reference, StructNode } from '../nodes.ts';
import type { StreamClass, TraceClass } from '../trace-class.ts';

type Json = { readonly [key: string]: unknown };

/** TSDL in, JSON text sequence out. */
export function inCtf2(tsdl: string): string {
  return fragmentsOf(classesOf({ text: tsdl, language: 'tsdl', order: 'le' }, 'metadata'));
}

/** A JSON text sequence of `fragments`; bigints are written with all their digits. */
export function sequenceOf(fragments: readonly Json[]): string {
  const text = (_: string, value: unknown) => (typeof value === 'bigint' ? rawInteger(value) : value);
  return fragments.map((fragment) => `\x1e${JSON.stringify(fragment, text, 1).replace(RAW, '$1')}\n`).join('');
}

const RAW = /"\u{10ffff}(-?\d+)"/gu;
/** A bigint in JSON: as a number if that is exact, else with all its digits. */
const rawInteger = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : `\u{10ffff}${value}`);

function fragmentsOf(trace: TraceClass): string {
  const fragments: Json[] = [
    { type: 'preamble', version: 2, uuid: trace.uuid?.match(/../g)?.map((byte) => Number.parseInt(byte, 16)) },
  ];
  const header = new Map<number, string[]>();
  const packetHeader = scope('packet-header', trace.packetHeader, header);
  const environment = Object.fromEntries(trace.environment);
  fragments.push({ type: 'trace-class', environment, 'packet-header-field-class': packetHeader });
  const clocks = new Map<Clock, string>();
  for (const stream of trace.streams) clocks.set(stream.clock, `clock ${stream.clock.declared.key}`);
  for (const [{ declared }, id] of clocks) {
    const { name, uid, frequency, seconds, cycles, origin, precision } = declared;
    const offset = { seconds, cycles };
    fragments.push({ type: 'clock-class', id, name, uid, frequency, origin, precision, 'offset-from-origin': offset });
  }
  for (const stream of trace.streams) {
    const paths = new Map(header);
    const fields = (name: ScopeName, node: StructNode | undefined) => scope(name, node, paths, stream);
    fragments.push({
      type: 'data-stream-class',
      id: stream.id,
      'default-clock-class-id': clocks.get(stream.clock),
      'packet-context-field-class': fields('packet-context', stream.packetContext),
      'event-record-header-field-class': fields('event-record-header', stream.eventHeader),
      'event-record-common-context-field-class': fields('event-record-common-context', stream.eventContext),
    });
    for (const event of stream.events) {
      const inner = new Map(paths);
      fragments.push({
        type: 'event-record-class',
        id: event.id,
        'data-stream-class-id': stream.id,
        name: event.name,
        'specific-context-field-class': scope('event-record-specific-context', event.context, inner),
        'payload-field-class': scope('event-record-payload', event.payload, inner),
      });
    }
  }
  return sequenceOf(fragments);
}

/** A field class; `paths` learns the way to each field that others refer to, by its slot. */
function scope(
  name: ScopeName,
  node: StructNode | undefined,
  paths: Map<number, string[]>,
  stream?: StreamClass,
): Json | undefined {
  return node && fieldClass(node, [name], paths, stream?.timeFields ?? new Set());
}

function fieldClass(
  node: FieldNode,
  path: string[],
  paths: Map<number, string[]>,
  times: ReadonlySet<IntegerNode>,
): Json {
  const inner = (child: FieldNode, name?: string) => fieldClass(child, name ? [...path, name] : path, paths, times);
  const location = ({ slot }: Reference) => ({ origin: paths.get(slot)![0], path: paths.get(slot)!.slice(1) });
  const bits = (fixed: { size: number; align: number; bigEndian: boolean }) => ({
    length: fixed.size,
    alignment: fixed.align,
    'byte-order': fixed.bigEndian ? 'big-endian' : 'little-endian',
  });
  switch (node.kind) {
    case 'integer': {
      for (const slot of node.slots) paths.set(slot, path);
      const roles: Role[] = times.has(node) ? ['default-clock-timestamp'] : [...node.roles];
      const labels = node.labels ?? [];
      const set = (label: string) => labels.filter((one) => one.label === label).map(({ low, high }) => [low, high]);
      const mappings = Object.fromEntries(labels.map(({ label }) => [label, set(label)]));
      const type = `fixed-length-${node.signed ? 'signed' : 'unsigned'}-integer`;
      return { type, ...bits(node), 'preferred-display-base': node.base, roles, mappings };
    }
    case 'float':
      return { type: 'fixed-length-floating-point-number', ...bits(node) };
    case 'bits':
      return { type: 'fixed-length-bit-array', ...bits(node) };
    case 'string':
      return { type: 'null-terminated-string', encoding: node.encoding };
    case 'struct': {
      const members = node.fields.map((field) => ({ name: field.name, 'field-class': inner(field, field.name) }));
      return { type: 'structure', 'minimum-alignment': node.align, 'member-classes': members };
    }
    case 'variant': {
      const options = node.options.map((option, i) => {
        const ranges = node.cases.filter((one) => one.option === i).map(({ low, high }) => [low, high]);
        return { name: option.name, 'selector-field-ranges': ranges, 'field-class': inner(option) };
      });
      return { type: 'variant', 'selector-field-location': location(node.selector), options };
    }
    default: {
      const length =
        node.kind === 'array' ? { length: node.length } : { 'length-field-location': location(node.length) };
      const kind = node.kind === 'array' ? 'static-length' : 'dynamic-length';
      const isUuid = node.kind === 'array' && node.roles.includes('metadata-stream-uuid');
      if (isUuid) return { type: 'static-length-blob', ...length, roles: node.roles };
      const { align, encoding } = node;
      const isText = encoding !== undefined && align === 8;
      if (isText) return { type: `${kind}-string`, ...length, encoding };
      const element = inner(node.element);
      return { type: `${kind}-array`, ...length, 'minimum-alignment': align, 'element-field-class': element };
    }
  }
}
