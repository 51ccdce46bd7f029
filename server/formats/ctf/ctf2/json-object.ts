/**
 * An object of the metadata, looked at with care: every access says what it wants, and an error tells the path to the
 * property that is otherwise. `null` is taken for a property that isn't there, as some tracers write it.
 *
 * An extension may change what any object means, so an object that uses one is refused: none is known here.
 */
import { FormatError } from '../../reader.ts';

export class JsonObject {
  readonly #properties: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #file: string;

  constructor(value: unknown, path: string, file: string) {
    this.#path = path;
    this.#file = file;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw this.error('must be an object');
    this.#properties = value as Record<string, unknown>;
    const extensions = this.#get('extensions');
    if (extensions === undefined) return;
    for (const [space, names] of Object.entries(new JsonObject(extensions, `${path}.extensions`, file).#properties)) {
      for (const name of Object.keys((names ?? {}) as object))
        throw this.error(`needs the extension ${name} of ${space}, which Heddle does not know`);
    }
  }

  error(message: string, key?: string): FormatError {
    return new FormatError(`${this.#path}${key === undefined ? '' : `.${key}`} ${message}`, this.#file);
  }

  has(key: string): boolean {
    return this.#get(key) !== undefined;
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#missing(key);
  }

  optionalText(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.error('must be a string', key);
  }

  oneOf<T extends string>(key: string, choices: readonly T[], otherwise?: T): T {
    const value = this.optionalText(key) ?? otherwise ?? this.#missing(key);
    if (choices.includes(value as T)) return value as T;
    throw this.error(`is ${JSON.stringify(value)}, but must be one of ${choices.join(', ')}`, key);
  }

  integer(key: string, least: number, most: number, otherwise?: number): number {
    const value = this.optionalBig(key) ?? (otherwise === undefined ? undefined : BigInt(otherwise));
    if (value === undefined) return this.#missing(key);
    if (value >= least && value <= most) return Number(value);
    throw this.error(`is ${value}, but must be ${least} to ${most}`, key);
  }

  optionalBig(key: string): bigint | undefined {
    const value = this.#get(key);
    return value === undefined ? undefined : this.big(value, key);
  }

  /** `value`, which is at `key` or below it, as an integer. */
  big(value: unknown, key: string): bigint {
    if (typeof value === 'bigint') return value;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
    throw this.error('must be an integer', key);
  }

  list(key: string): readonly unknown[] {
    const value = this.#get(key) ?? [];
    if (Array.isArray(value)) return value;
    throw this.error('must be an array', key);
  }

  objects(key: string): JsonObject[] {
    return this.list(key).map((value, i) => new JsonObject(value, `${this.#path}.${key}[${i}]`, this.#file));
  }

  object(key: string): JsonObject | undefined {
    const value = this.#get(key);
    return value === undefined ? undefined : new JsonObject(value, `${this.#path}.${key}`, this.#file);
  }

  entries(key: string): [name: string, value: unknown][] {
    const object = this.object(key);
    return object === undefined ? [] : Object.entries(object.#properties);
  }

  /** As it is; undefined if it isn't there. */
  raw(key: string): unknown {
    return this.#get(key);
  }

  #get(key: string): unknown {
    return Object.hasOwn(this.#properties, key) ? (this.#properties[key] ?? undefined) : undefined;
  }

  #missing(key: string): never {
    throw this.error(`has no ${key}`);
  }
}
