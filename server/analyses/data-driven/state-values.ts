/** Typed values by code. */
export type ValueType = 'null' | 'int' | 'long' | 'double' | 'string';

export class StateValues {
  /** All codes are below. */
  get size(): number {
    return 0;
  }

  type(_code: number): ValueType {
    return 'null';
  }

  /** As shown; '' of null. */
  text(_code: number): string {
    return '';
  }

  /** A number, a text read as one (decimal, or hexadecimal after 0x), NaN if it is none, or null. */
  number(_code: number): number {
    return Number.NaN;
  }
}
