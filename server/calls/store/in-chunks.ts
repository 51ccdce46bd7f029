/** Lists are given to a database in pieces of a size that all of them take. */
const MOST = 500;

export function* inChunks<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += MOST) yield list.slice(at, at + MOST);
}
