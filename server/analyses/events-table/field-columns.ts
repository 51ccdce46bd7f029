/**
 * The columns of a scan for many fields of many types: as few as the type with the most fields needs, since what another
 * type has can go into the same ones.
 */
import type { FieldForm, FieldRequest } from '../../formats/reader.ts';

interface OwnColumn {
  readonly as: FieldForm;
  /** By type; '' for none. */
  readonly names: string[];
}

export class FieldColumns {
  readonly #types: number;
  readonly #columns: (FieldRequest | OwnColumn)[] = [];

  constructor(types: number) {
    this.#types = types;
  }

  get requests(): readonly FieldRequest[] {
    return this.#columns.map((column) => ({ name: '', ...column }));
  }

  /** The column for the field of this name in all types. */
  of({ name, as }: FieldRequest): number {
    const known = this.#columns.findIndex((column) => 'name' in column && column.name === name && column.as === as);
    return known >= 0 ? known : this.#columns.push({ name, as }) - 1;
  }

  /** The column for a field that the events of this type say themselves. */
  ofType(type: number, name: string, as: FieldForm): number {
    const fits = (column: FieldRequest | OwnColumn): boolean =>
      column.as === as && !('name' in column) && (column.names[type] === '' || column.names[type] === name);
    let at = this.#columns.findIndex((column) => fits(column) && (column.names as string[])[type] === name);
    if (at < 0) at = this.#columns.findIndex(fits);
    if (at < 0) at = this.#columns.push({ as, names: Array<string>(this.#types).fill('') }) - 1;
    (this.#columns[at] as OwnColumn).names[type] = name;
    return at;
  }
}
