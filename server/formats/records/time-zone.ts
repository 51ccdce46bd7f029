/**
 * From the time that a clock on a wall shows to UTC: "UTC", an offset such as "+02:00", "local" (of the server's machine)
 * or a name of the tz database. Of an hour that a clock shows twice, the first is meant; of one that it leaves out, the
 * time an hour later.
 */
const OFFSET = /^([+-])(\d\d):?(\d\d)?$/;
const QUARTER = 900;

export class TimeZone {
  /** s to be taken from a wall's time; NaN where the place in time decides. */
  readonly #fixed: number;
  readonly #format: Intl.DateTimeFormat | undefined;
  /** The quarter of an hour asked for last, and its offset: lines come in the order of their times, nearly. */
  #quarter = Number.NaN;
  #offset = 0;

  /** Throws a `RangeError` for names that nobody knows. */
  constructor(name: string) {
    const offset = OFFSET.exec(name.trim());
    if (offset !== null) {
      const [, sign, hours, minutes = '0'] = offset;
      this.#fixed = (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
      return;
    }
    const isUtc = /^(?:utc|gmt|z|)$/i.test(name.trim());
    this.#fixed = isUtc ? 0 : Number.NaN;
    if (isUtc) return;
    const zone = name.trim().toLowerCase() === 'local' ? {} : { timeZone: name.trim() };
    this.#format = new Intl.DateTimeFormat('en-US', { ...zone, timeZoneName: 'longOffset' });
  }

  /** UTC, s since the epoch, when a clock on the wall shows `wall`, counted as if it were UTC. */
  utc(wall: number): number {
    if (!Number.isNaN(this.#fixed)) return wall - this.#fixed;
    const quarter = Math.floor(wall / QUARTER);
    if (quarter !== this.#quarter) {
      this.#quarter = quarter;
      this.#offset = this.#offsetOf(wall);
    }
    return wall - this.#offset;
  }

  /** What a clock on the wall shows at `utc`. */
  wall(utc: number): number {
    return utc + (Number.isNaN(this.#fixed) ? this.#offsetAt(utc) : this.#fixed);
  }

  #offsetOf(wall: number): number {
    // The offset of a day before holds until the clocks change.
    const before = this.#offsetAt(wall - 86_400);
    return this.#offsetAt(wall - before) === before ? before : this.#changed(wall, before);
  }

  #changed(wall: number, before: number): number {
    const after = this.#offsetAt(wall - before);
    // Shown after the change only; or left out, where the offset before it leads an hour on.
    return this.#offsetAt(wall - after) === after ? after : before;
  }

  #offsetAt(utc: number): number {
    const parts = this.#format!.formatToParts(new Date(utc * 1000));
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const found = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name);
    if (found === null) return 0;
    const [, sign, hours, minutes, seconds = '0'] = found;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  }
}
