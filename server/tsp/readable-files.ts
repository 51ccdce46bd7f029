/** The files that configuration types may read while parameters are completed: those that may be opened at all (`Places`). */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { QueryError } from '../analyses/output.ts';
import type { ReadableFiles } from '../configurations/configuration-type.ts';
import { HttpError } from '../http/http-error.ts';
import type { Places } from './places.ts';

export function readableFiles(places: Places): ReadableFiles {
  return {
    text(uri, parameter, most) {
      const path = named(places, uri, parameter);
      let bytes: Buffer;
      try {
        bytes = firstBytes(path, most + 1);
      } catch (error) {
        throw new HttpError(406, 'Cannot read the file', (error as Error).message, { parameter });
      }
      if (bytes.length > most) throw new QueryError(`${path} has more than ${most} bytes`, parameter);
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch {
        throw new QueryError(`${path} is not UTF-8`, parameter);
      }
    },
  };
}

/** The refusals of `places`, with the parameter in them. */
function named(places: Places, uri: string, parameter: string): string {
  try {
    return places.resolve(uri, parameter);
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    throw new HttpError(error.status, 'Cannot read the file', error.detail, { parameter });
  }
}

function firstBytes(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.allocUnsafe(Math.min(most, fstatSync(file).size + 1));
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(file, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
