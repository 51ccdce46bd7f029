/** The time, in microseconds since the epoch; each answer of a thread is later than the one before. */
let last = 0;

export function now(): number {
  last = Math.max(last + 1, Date.now() * 1000);
  return last;
}
