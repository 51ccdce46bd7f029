/** The shapes of single values: texts, numbers, times, free values. What is refused is refused where it begins. */
import type { JsonText } from '../values/json-text.ts';
import { readTime } from '../values/time.ts';
import type { Shape } from './shape.ts';

/** A name of something: without NUL and halves of surrogate pairs, which not every database keeps. */
export const text: Shape<string> = {
  read(reader) {
    reader.peek();
    const begin = reader.at;
    const value = reader.string();
    if (reader.escaped && (value.includes('\0') || !value.isWellFormed())) {
      reader.refuse('should have no NUL and no half of a surrogate pair', 'string_unicode', begin);
    }
    return value;
  },
};

/** For people to read; half a surrogate pair becomes U+FFFD. */
export const prose: Shape<string> = { read: (reader) => reader.string().toWellFormed() };

export function oneOfTexts<T extends string>(...texts: readonly T[]): Shape<T> {
  return {
    read(reader) {
      reader.peek();
      const begin = reader.at;
      const value = reader.string();
      for (const one of texts) if (one === value) return one;
      return reader.refuse(`should be one of ${texts.join(', ')}`, 'literal_error', begin);
    },
  };
}

/** An ISO 8601 text, see `time.ts`. */
export const time: Shape<string> = {
  read(reader) {
    reader.peek();
    const begin = reader.at;
    const value = reader.string();
    if (readTime(value) === undefined) {
      reader.refuse('should be a time as ISO 8601 has it, from 1900 to 2254', 'datetime_parsing', begin);
    }
    return value;
  },
};

export const number: Shape<number> = {
  read(reader) {
    reader.peek();
    const begin = reader.at;
    const value = Number(reader.number());
    if (!Number.isFinite(value)) reader.refuse('should be a finite number', 'finite_number', begin);
    return value;
  },
};

export const integer: Shape<number> = {
  read(reader) {
    reader.peek();
    const begin = reader.at;
    const value = Number(reader.number());
    if (!Number.isSafeInteger(value)) reader.refuse('should be an integer', 'int_type', begin);
    return value;
  },
};

/** From 0 on. */
export const count: Shape<number> = {
  read(reader) {
    reader.peek();
    const begin = reader.at;
    const value = integer.read(reader);
    if (value < 0) reader.refuse('should be 0 or more', 'greater_than_equal', begin);
    return value;
  },
};

export const boolean: Shape<boolean> = { read: (reader) => reader.boolean() };

/** Any value, as it is written. */
export const json: Shape<JsonText> = { read: (reader) => reader.json() };

export const jsonObject: Shape<JsonText> = {
  read(reader) {
    if (reader.peek() !== 0x7b) reader.refuse('should be an object', 'dict_type');
    return reader.json();
  },
};
