/**
 * What a request has to look like, as values that read it: a `Shape<T>` reads a `T` from JSON text, strictly, in one pass,
 * and the compiler checks it against the request's type. Members come in any order. What isn't there is `undefined`, and
 * null is the same as absent for what may be absent. A member that nobody knows is refused, unless it is null: clients of
 * other years write out what they leave open.
 */
import { InvalidRequest, type TraceServerError } from '../errors.ts';
import { type BodyText, JsonReader } from '../values/read-json.ts';
import { oneOfTexts } from './plain-shapes.ts';

type Optional<T> = T | null | undefined;

export interface Shape<T> {
  readonly optional?: false;
  read(reader: JsonReader): T;
}

export interface OptionalShape<T> {
  readonly optional: true;
  read(reader: JsonReader): Optional<T>;
}

/** A shape for each member, no more, no fewer; an `optional` one exactly where the member is. */
export type Members<T> = {
  readonly [K in keyof T]-?: undefined extends T[K] ? OptionalShape<NonNullable<T[K]>> : Shape<T[K]>;
};

/** Nothing but the value is in the text. Throws `ValidationError`. */
export function readText<T>(shape: Shape<T>, body: BodyText | string): T {
  const reader = typeof body === 'string' ? new JsonReader(body) : new JsonReader(body.text, body.plain);
  const value = shape.read(reader);
  reader.end();
  return value;
}

export function optional<T>(shape: Shape<T>): OptionalShape<T> {
  return { optional: true, read: (reader) => (reader.isNull() ? undefined : shape.read(reader)) };
}

/** `passedOver`: members that clients send and that mean nothing here. */
export function object<T extends object>(members: Members<T>, ...passedOver: string[]): Shape<T> {
  const entries = Object.entries(members as Record<string, Shape<unknown> | OptionalShape<unknown>>);
  const known = new Map(entries.map(([name, shape]) => [name, { name, shape }]));
  const required = entries.filter(([, shape]) => shape.optional !== true).map(([name]) => name);
  const ignored = new Set(passedOver);
  // Objects of one shape have their members in one order, whatever the order in the text.
  const empty = Object.fromEntries(entries.map(([name]) => [name, undefined]));
  return {
    read(reader) {
      reader.peek();
      const begin = reader.at;
      const value: Record<string, unknown> = { ...empty };
      for (let key = reader.firstKey(); key !== undefined; key = reader.nextKey()) {
        const member = known.get(key);
        // By our own copy of the name: the engine knows it, and not the one that was cut out of the text.
        if (member !== undefined) value[member.name] = member.shape.read(reader);
        else if (ignored.has(key)) reader.skip();
        else if (!reader.isNull()) reader.refuse('is not a known member', 'extra_forbidden');
      }
      for (const name of required) {
        if (value[name] === undefined) reader.refuse('is missing', 'missing', begin, name);
      }
      return value as T;
    },
  };
}

/** `most`: how many at the most, and what is thrown where there are more. */
export function list<T>(
  item: Shape<T>,
  most = Number.POSITIVE_INFINITY,
  TooMany: new (message: string) => TraceServerError = InvalidRequest,
): Shape<T[]> {
  return {
    read(reader) {
      const items: T[] = [];
      for (let more = reader.firstItem(); more; more = reader.nextItem()) {
        if (items.length === most) throw new TooMany(`${reader.place()}: there can be ${most} at the most`);
        items.push(item.read(reader));
      }
      return items;
    },
  };
}

/** A list of so many items. */
export function tuple<T extends readonly unknown[]>(...items: { readonly [I in keyof T]: Shape<T[I]> }): Shape<T> {
  return {
    read(reader) {
      reader.peek();
      const begin = reader.at;
      const values: unknown[] = [];
      for (let more = reader.firstItem(); more; more = reader.nextItem()) {
        const item = items[values.length];
        if (item === undefined) reader.refuse(`should have ${items.length} items, not more`, 'too_long', begin);
        values.push(item.read(reader));
      }
      if (values.length < items.length) reader.refuse(`should have ${items.length} items`, 'too_short', begin);
      return values as unknown as T;
    },
  };
}

/** An object of members with names of any kind. */
export function record<T>(shape: Shape<T>): Shape<Record<string, T>> {
  return {
    read(reader) {
      const members: [string, T][] = [];
      for (let key = reader.firstKey(); key !== undefined; key = reader.nextKey())
        members.push([key, shape.read(reader)]);
      return Object.fromEntries(members);
    },
  };
}

/** An object of one member, whose name says of what kind it is. */
export function oneOf<T extends object>(kinds: { readonly [K in Keys<T>]: Shape<ValueOf<T, K>> }): Shape<T> {
  const names = Object.keys(kinds).join(', ');
  const shapes = new Map(Object.entries(kinds as Record<string, Shape<unknown>>));
  return {
    read(reader) {
      reader.peek();
      const begin = reader.at;
      const key = reader.firstKey();
      const shape = key === undefined ? undefined : shapes.get(key);
      if (key === undefined || shape === undefined)
        return reader.refuse(`should have one of ${names}`, 'union_tag_invalid', begin);
      const value = { [key]: shape.read(reader) };
      if (reader.nextKey() !== undefined) reader.refuse(`should have only one of ${names}`, 'extra_forbidden', begin);
      return value as T;
    },
  };
}

type Keys<T> = T extends unknown ? keyof T : never;
type ValueOf<T, K extends PropertyKey> = T extends { readonly [P in K]: infer V } ? V : never;

/** `{mode, req}`, where the mode says what `req` is. */
export function byMode<T extends { readonly mode: string; readonly req: unknown }>(
  kinds: {
    readonly [K in T['mode']]: Shape<Extract<T, { readonly mode: K }>['req']>;
  },
): Shape<T> {
  const names = Object.keys(kinds) as T['mode'][];
  const modes = oneOfTexts(...names);
  return {
    read(reader) {
      reader.peek();
      const begin = reader.at;
      let mode: T['mode'] | undefined;
      let req: unknown;
      /** Where `req` was passed over, because the mode was not known yet. */
      let early: number | undefined;
      for (let key = reader.firstKey(); key !== undefined; key = reader.nextKey()) {
        if (key === 'mode') mode = modes.read(reader);
        else if (key !== 'req') reader.refuse('is not a known member', 'extra_forbidden');
        else if (mode !== undefined) req = kinds[mode].read(reader);
        else {
          early = reader.at;
          reader.skip();
        }
      }
      if (mode === undefined) return reader.refuse('is missing', 'missing', begin, 'mode');
      if (early !== undefined && req === undefined) {
        const end = reader.at;
        reader.at = early;
        req = kinds[mode].read(reader);
        reader.at = end;
      }
      if (req === undefined) reader.refuse('is missing', 'missing', begin, 'req');
      return { mode, req } as T;
    },
  };
}
