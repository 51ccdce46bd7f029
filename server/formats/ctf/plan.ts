/**
 * Which fields of a stream's events go into which column: the names that analyses ask for, looked up in every event
 * class once, before any decoder is compiled.
 */
import type { FieldForm, FieldRequest } from '../reader.ts';
import { descend, type FieldNode, type StructNode } from './nodes.ts';
import type { EventClass, StreamClass, TraceClass } from './trace-class.ts';

export interface Want {
  readonly column: number;
  readonly form: FieldForm;
}

/** What decoding one scope (all of an event's, or what all events of a stream share) puts into columns. */
interface ScopePlan {
  readonly wants: ReadonlyMap<FieldNode, readonly Want[]>;
  /** Columns that hold NaN unless a field says otherwise. */
  readonly absent: readonly number[];
}

/** A column that is the same for all events of a packet. */
export interface PacketWant extends Want {
  readonly source: 'cpu' | 'stream' | 'context' | 'header';
  /** Path to the field in the packet's context or header. */
  readonly path: readonly string[];
}

export interface StreamPlan {
  readonly shared: ScopePlan;
  /** In the order of the stream's event classes. */
  readonly events: readonly ScopePlan[];
  readonly packet: readonly PacketWant[];
}

/** Where a field may be, and where it is put down then. */
type Source = readonly [struct: StructNode | undefined, where: Scope | 'context' | 'header'];

class Scope implements ScopePlan {
  readonly wants = new Map<FieldNode, Want[]>();
  readonly absent: number[] = [];

  add(node: FieldNode, want: Want, certain: boolean): void {
    const scalars = scalarsOf(node);
    if (!(certain && node.kind !== 'variant' && scalars.length > 0) && !this.absent.includes(want.column)) {
      this.absent.push(want.column);
    }
    for (const scalar of scalars) {
      const wants = this.wants.get(scalar) ?? [];
      if (!wants.some(({ column }) => column === want.column)) this.wants.set(scalar, [...wants, want]);
    }
  }
}

/** `typeHas(event, name)`: the type to which the event class belongs has a field of that name, be it from another class. */
export function planStream(
  trace: TraceClass,
  stream: StreamClass,
  requests: readonly FieldRequest[],
  typeOf: (event: EventClass) => number,
  typeHas: (event: EventClass, name: string) => boolean,
): StreamPlan {
  const shared = new Scope();
  const packet = new Map<number, PacketWant>();
  const events = stream.events.map((event) => {
    const own = new Scope();
    requests.forEach(({ name, names, as: form }, column) => {
      const want = { column, form };
      if (names !== undefined) {
        const its = names[typeOf(event)];
        const isAbsent = its !== undefined && its !== '' && !placeAmong(ownOf(event, own), its, want);
        if (isAbsent) own.absent.push(column);
      } else if (name === '$stream') packet.set(column, { ...want, source: 'stream', path: [] });
      else if (name === '$cpu' && stream.packetContext?.fields.some((field) => field.name === 'cpu_id')) {
        packet.set(column, { ...want, source: 'cpu', path: [] });
      } else {
        const names = name === '$cpu' ? ['perf_cpu', 'cpu_id', 'cpu'] : [name];
        if (!names.some((candidate) => place(candidate, want, event, own))) {
          if (name === '$cpu' || typeHas(event, name)) own.absent.push(column);
        }
      }
    });
    return own;
  });
  return { shared, events, packet: [...packet.values()] };

  function ownOf(event: EventClass, own: Scope): readonly Source[] {
    return [
      [event.payload, own],
      [event.context, own],
    ];
  }

  function place(name: string, want: Want, event: EventClass, own: Scope): boolean {
    const sources: readonly Source[] = [
      ...ownOf(event, own),
      [stream.eventContext, shared],
      [stream.packetContext, 'context'],
      [stream.eventHeader, shared],
      [trace.packetHeader, 'header'],
    ];
    return placeAmong(sources, name, want);
  }

  function placeAmong(sources: readonly Source[], name: string, want: Want): boolean {
    for (const [struct, where] of sources) {
      const path = struct && pathTo(struct, name);
      if (path === undefined) continue;
      const node = descend(struct!.fields, path)!;
      if (typeof where === 'string') packet.set(want.column, { ...want, source: where, path });
      else where.add(node, want, path.length === 1);
      return true;
    }
    return false;
  }
}

function pathTo(struct: StructNode, name: string): string[] | undefined {
  if (descend(struct.fields, [name]) !== undefined) return [name];
  const path = name.split('.');
  return path.length > 1 && descend(struct.fields, path) !== undefined ? path : undefined;
}

/** The fields with one value that stand for `node`; none for structs, and arrays of anything but bytes. */
function scalarsOf(node: FieldNode): FieldNode[] {
  if (node.kind === 'variant') return node.options.flatMap(scalarsOf);
  if (node.kind === 'array' || node.kind === 'sequence') return node.encoding || isByte(node.element) ? [node] : [];
  return node.kind === 'struct' ? [] : [node];
}

function isByte(node: FieldNode): boolean {
  return node.kind === 'integer' && node.size === 8 && !node.variable && node.align <= 8;
}
