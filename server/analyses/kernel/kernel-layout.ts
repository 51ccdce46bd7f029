/**
 * Which of a trace's event types are which kind of kernel event, and what their fields are called: LTTng in all its
 * namings since 2.0, perf's CTF, and ftrace (perf's names without the subsystem).
 *
 * A type is of a kind only if it has all roles that the kind needs. Nothing is taken from the tracer's name or version:
 * a trace written by hand is read by the names of its events and fields alone.
 */
import type { EventType, FieldRequest, TraceReader } from '../../formats/reader.ts';
import type { StringTable } from '../../index/string-table.ts';
import { type Dialect, Kind, kindOfName, needsOf, ROLES, type Role, SUBSYSTEM } from './kernel-events.ts';
import { syscallName } from './syscall-names.ts';

export class KernelLayout {
  readonly dialect: Dialect;
  /** `Kind` by event type. */
  readonly kinds: Uint8Array;
  /** By event type: the system call as an id in the trace's strings; −1 where events tell a number, or nothing. */
  readonly syscalls: Int32Array;
  readonly #types: readonly ReadonlySet<string>[];
  readonly #machine: string | undefined;
  readonly #strings: StringTable;
  /** By number. */
  readonly #numbered: number[] = [];

  /** Undefined where the trace has no kernel events. */
  static of(reader: TraceReader, strings: StringTable): KernelLayout | undefined {
    if (reader.properties.get('domain') === '"ust"') return undefined;
    const types = reader.types.map(({ fields }) => new Set(fields.map(({ name }) => name)));
    const [lttng, linux] = (['lttng', 'linux'] as const).map((dialect) => {
      const kinds = Uint8Array.from(reader.types, (type, i) => kindOf(type, types[i]!, dialect).kind);
      return { dialect, kinds, known: kinds.reduce((count, kind) => count + (kind === Kind.other ? 0 : 1), 0) };
    });
    const better = linux!.known > lttng!.known ? linux! : lttng!;
    return better.known === 0 ? undefined : new KernelLayout(reader, strings, better.dialect, better.kinds, types);
  }

  private constructor(
    reader: TraceReader,
    strings: StringTable,
    dialect: Dialect,
    kinds: Uint8Array,
    types: readonly ReadonlySet<string>[],
  ) {
    this.dialect = dialect;
    this.kinds = kinds;
    this.#types = types;
    this.#strings = strings;
    this.#machine = reader.properties.get('machine')?.replaceAll('"', '');
    this.syscalls = Int32Array.from(reader.types, (type, i) => {
      const { syscall } = kindOf(type, types[i]!, dialect);
      return syscall === undefined ? -1 : strings.intern(syscall);
    });
  }

  /** The system call of this number, as an id in the trace's strings. */
  syscall(number: number): number {
    if (!(number >= 0 && number < 4096)) return this.#strings.intern(`syscall_${number}`);
    this.#numbered[number] ??= this.#strings.intern(syscallName(number, this.#machine));
    return this.#numbered[number];
  }

  /** Undefined if no event of the trace has a field in this role. */
  request(role: Role): FieldRequest | undefined {
    const name = fieldNames(role, this.dialect).find((name) => this.#types.some((fields) => fields.has(name)));
    return name === undefined ? undefined : { name, as: ROLES[role].as };
  }

  /** Do all events of the kind have the role? False where the trace has no event of that kind. */
  has(kind: number, role: Role): boolean {
    const name = this.request(role)?.name;
    if (name === undefined || !this.kinds.includes(kind)) return false;
    return this.#types.every((fields, type) => this.kinds[type] !== kind || fields.has(name));
  }

  /** By event type: do its events have the role? */
  having(role: Role): Uint8Array {
    const name = this.request(role)?.name;
    return Uint8Array.from(this.#types, (fields) => (name !== undefined && fields.has(name) ? 1 : 0));
  }
}

function fieldNames(role: Role, dialect: Dialect): readonly string[] {
  const { [dialect]: names = [role] }: { readonly lttng?: readonly string[]; readonly linux?: readonly string[] } =
    ROLES[role];
  return names;
}

interface TypeKind {
  readonly kind: number;
  readonly syscall?: string;
}

function kindOf({ name }: EventType, fields: ReadonlySet<string>, dialect: Dialect): TypeKind {
  const found = (dialect === 'lttng' ? lttngKind : linuxKind)(name, fields);
  const complete = needsOf(found.kind).every((role) => fieldNames(role, dialect).some((field) => fields.has(field)));
  return complete ? found : { kind: Kind.other };
}

const LTTNG_SYSCALL = /^(?:compat_)?syscall_(entry|exit)_(.+)$/;
/** Before LTTng 2.6; the exit does not tell of which call. */
const OLD_LTTNG_SYSCALL = /^(?:compat_)?sys_(.+)$/;

function lttngKind(name: string, fields: ReadonlySet<string>): TypeKind {
  const call = LTTNG_SYSCALL.exec(name);
  if (call !== null) return { kind: call[1] === 'entry' ? Kind.syscall_entry : Kind.syscall_exit, syscall: call[2]! };
  if (name === 'exit_syscall') return { kind: Kind.syscall_exit };
  const old = OLD_LTTNG_SYSCALL.exec(name);
  if (old !== null && !fields.has('ret') && !fields.has('__syscall_nr') && !fields.has('NR')) {
    return { kind: Kind.syscall_entry, syscall: old[1]! };
  }
  return { kind: kindOfName(name) };
}

const LINUX_SYSCALL = /^sys_(enter|exit)(?:_(.+))?$/;

function linuxKind(name: string, fields: ReadonlySet<string>): TypeKind {
  const event = name.replace(SUBSYSTEM, '');
  const call = LINUX_SYSCALL.exec(event);
  if (call === null) return { kind: kindOfName(event) };
  const numbered = fieldNames('syscall_id', 'linux').some((field) => fields.has(field));
  if (call[2] === undefined && !numbered) return { kind: Kind.other };
  const kind = call[1] === 'enter' ? Kind.syscall_entry : Kind.syscall_exit;
  return call[2] === undefined ? { kind } : { kind, syscall: call[2] };
}
