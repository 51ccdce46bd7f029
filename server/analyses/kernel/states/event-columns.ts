/**
 * The columns that a part reads, by names of its own: each is a role of events of certain kinds. Where the trace does not
 * tell it of all events of these kinds, the column is all NaN, so that a part need not ask.
 */
import { Kind, type KindName, type Role } from '../kernel-events.ts';
import type { KernelLayout } from '../kernel-layout.ts';

export type Wants<Name extends string> = Readonly<Record<Name, readonly [role: Role, ...kinds: KindName[]]>>;

export class EventColumns<Name extends string> {
  readonly roles: readonly Role[];
  readonly #names: readonly Name[];
  readonly #told: readonly boolean[];
  /** Has its properties from the start: engines read such an object fastest. */
  readonly #columns: Record<Name, Float64Array>;
  #nothing = new Float64Array(0);

  constructor(layout: KernelLayout, wants: Wants<Name>) {
    this.#names = Object.keys(wants) as Name[];
    this.#columns = { ...wants } as unknown as Record<Name, Float64Array>;
    this.roles = this.#names.map((name) => wants[name][0]);
    this.#told = this.#names.map((name) => {
      const [role, ...kinds] = wants[name];
      const there = kinds.filter((kind) => layout.kinds.includes(Kind[kind]));
      return there.length > 0 && there.every((kind) => layout.has(Kind[kind], role));
    });
  }

  /** Do all events from which the column is read tell it? */
  tells(name: Name): boolean {
    return this.#told[this.#names.indexOf(name)]!;
  }

  /** Of a batch: `fields` are its columns in the order of `roles`. Valid as long as these. */
  of(fields: readonly Float64Array[], length: number): Readonly<Record<Name, Float64Array>> {
    if (this.#nothing.length < length) this.#nothing = new Float64Array(length).fill(Number.NaN);
    for (let i = 0; i < fields.length; i++) {
      this.#columns[this.#names[i]!] = this.#told[i] ? fields[i]! : this.#nothing;
    }
    return this.#columns;
  }
}
