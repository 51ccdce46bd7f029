/** Ids that sort by the time they were made: UUIDs of version 7. Those of one thread rise. */
import { randomUUID } from 'node:crypto';

let millisecond = 0;
/** Within the millisecond: the 12 bits behind the version. */
let count = 0;

export function newId(): string {
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    count = 0;
  } else if (++count === 0x1000) {
    millisecond++;
    count = 0;
  }
  const time = millisecond.toString(16).padStart(12, '0');
  // From the variant on a random UUID is what one of version 7 is.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`;
}
