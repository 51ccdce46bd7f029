/** One disk: what was read and written over time, and how many requests wait for it or are with it. */
import { StepSeries } from '../../../index/step-series.ts';
import { TransferSeries } from '../../../index/transfer-series.ts';

export type Direction = 'read' | 'write';
export const DIRECTIONS: readonly Direction[] = ['read', 'write'];

interface Request {
  readonly direction: Direction;
  readonly transfer: number;
}

/** Requests that a tracer never tells to be complete must not gather. */
const MOST_REQUESTS = 65_536;

export class Disk {
  /** Linux's number: major << 20 | minor. */
  readonly dev: number;
  /** As the state dump tells. */
  name: string | undefined;
  /** Sectors (512 B). */
  readonly sectors: Readonly<Record<Direction, TransferSeries>> = {
    read: new TransferSeries(),
    write: new TransferSeries(),
  };
  /** Were there completed requests? */
  readonly seen: Record<Direction, boolean> = { read: false, write: false };
  /** Requests that wait, and that the driver has. */
  readonly waiting: StepSeries;
  readonly driver: StepSeries;
  /** By first sector. */
  readonly #waiting = new Set<number>();
  readonly #driver = new Map<number, Request | undefined>();

  constructor(dev: number, waiting = new StepSeries(), driver = new StepSeries()) {
    this.dev = dev;
    this.waiting = waiting;
    this.driver = driver;
  }

  get label(): string {
    return this.name ?? `${Math.floor(this.dev / 2 ** 20)},${this.dev % 2 ** 20}`;
  }

  insert(time: number, sector: number): void {
    if (this.#waiting.size < MOST_REQUESTS) this.#waiting.add(sector);
    this.waiting.push(time, this.#waiting.size);
  }

  /** It waits no more: the driver has it, or it has become a part of another request. */
  leave(time: number, sector: number): void {
    if (this.#waiting.delete(sector)) this.waiting.push(time, this.#waiting.size);
  }

  /** The request that waits begins earlier now. */
  extend(sector: number, first: number): void {
    if (this.#waiting.delete(sector)) this.#waiting.add(first);
  }

  /** `direction`: undefined for what moves no data. */
  issue(time: number, sector: number, direction: Direction | undefined): void {
    this.leave(time, sector);
    this.#abandon(sector);
    const request = direction && { direction, transfer: this.sectors[direction].begin(time) };
    if (this.#driver.size < MOST_REQUESTS) this.#driver.set(sector, request);
    this.driver.push(time, this.#driver.size);
  }

  complete(time: number, sector: number, count: number, direction: Direction | undefined): void {
    const request = this.#driver.get(sector);
    if (this.#driver.delete(sector)) this.driver.push(time, this.#driver.size);
    const moved = request?.direction ?? direction;
    if (moved === undefined) return;
    this.sectors[moved].complete(request?.transfer ?? -1, time, count);
    this.seen[moved] = true;
  }

  finish(): void {
    for (const direction of DIRECTIONS) this.sectors[direction].finish();
  }

  /** A request that is issued again has not been completed. */
  #abandon(sector: number): void {
    const request = this.#driver.get(sector);
    if (request !== undefined) this.sectors[request.direction].abandon(request.transfer);
  }
}
