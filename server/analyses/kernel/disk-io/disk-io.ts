/**
 * Disk I/O: follows each request to a disk from the queue (block_rq_insert) to the driver (block_rq_issue) and to its
 * completion (block_rq_complete). Requests are known by their first sector.
 *
 * Requests that move no data (flush, discard) fill the queues but transfer nothing.
 */

import { loadSeries, saveSeries } from '../../../index/step-series-kept.ts';
import type { IndexReader, IndexWriter } from '../../../index/store/kept.ts';
import type { StringTable } from '../../../index/string-table.ts';
import type { Attribute, Attributed } from '../../attributes.ts';
import { Kind, type Role } from '../kernel-events.ts';
import type { KernelBatch, KernelPart, KernelTrace } from '../kernel-part.ts';
import { DIRECTIONS, type Direction, Disk } from './disk.ts';

const MOST_DISKS = 4096;
/** Bits of LTTng's `rwbs`: a write; a read, a read ahead. */
const WRITE = 1;
const READS = 4 | 8;

export class DiskIO implements KernelPart, Attributed {
  readonly stateSystem = {
    module: 'Input/Output',
    id: 'org.eclipse.tracecompass.analysis.os.linux.inputoutput',
  };
  readonly keptAs = 'disk-io 1';
  readonly roles: readonly Role[];
  /** In order of first appearance. */
  readonly disks: Disk[] = [];
  readonly #byNumber = new Map<number, Disk>();
  readonly #strings: StringTable;
  /** By kind: is the direction told? */
  readonly #tells: readonly boolean[];
  /** Is it told by letters? */
  readonly #letters: boolean;
  /** By text id. */
  readonly #directions = new Map<number, Direction | undefined>();

  /** Undefined where the trace tells of no requests. */
  static of(trace: KernelTrace): DiskIO | undefined {
    const { kinds } = trace.layout;
    return kinds.includes(Kind.block_rq_issue) || kinds.includes(Kind.block_rq_complete)
      ? new DiskIO(trace)
      : undefined;
  }

  constructor({ reader, layout, strings }: KernelTrace) {
    this.#strings = strings;
    this.#letters = reader.types.some(({ fields }) => fields.some(({ name, numeric }) => name === 'rwbs' && !numeric));
    const direction = this.#letters ? 'rwbs_text' : 'rwbs';
    this.roles = ['dev', 'sector', 'nr_sector', direction, 'diskname'];
    this.#tells = Object.values(Kind).map((kind) => layout.has(kind, direction));
  }

  consume({ length, time, kind }: KernelBatch, fields: readonly Float64Array[]): void {
    const [devs, sectors, counts, directions, names] = fields as Columns;
    for (let i = 0; i < length; i++) {
      const k = kind[i]!;
      if (IS_OF_DISKS[k] === 0) continue;
      if (k === Kind.statedump_block_device) {
        const disk = this.#disk(devs[i]!);
        if (disk !== undefined && names[i]! >= 0) disk.name = this.#strings.text(names[i]!);
        continue;
      }
      const count = counts[i]!;
      const disk = count > 0 ? this.#disk(devs[i]!) : undefined;
      if (disk === undefined) continue;
      const sector = sectors[i]!;
      if (k === Kind.block_rq_insert) disk.insert(time[i]!, sector);
      else if (k === Kind.block_rq_merge) disk.leave(time[i]!, sector);
      else if (k === Kind.block_bio_frontmerge) disk.extend(sector + count, sector);
      else {
        const direction = this.#tells[k] ? this.#direction(directions[i]!) : undefined;
        if (k === Kind.block_rq_issue) disk.issue(time[i]!, sector, direction);
        else disk.complete(time[i]!, sector, count, direction);
      }
    }
  }

  finish(): void {
    for (const disk of this.disks) disk.finish();
  }

  save(out: IndexWriter): void {
    out.facts(
      'disks',
      this.disks.map(({ dev, name, seen }) => ({ dev, ...(name === undefined ? {} : { name }), seen })),
    );
    this.disks.forEach(({ sectors }, d) => {
      for (const direction of DIRECTIONS) sectors[direction].save(out.within(`${d} ${direction}`));
    });
    saveSeries(
      out,
      this.disks.flatMap(({ waiting, driver }) => [waiting, driver]),
    );
  }

  load(from: IndexReader): void {
    const queues = loadSeries(from);
    const facts = from.facts('disks') as readonly Pick<Disk, 'dev' | 'name' | 'seen'>[];
    for (const [d, { dev, name, seen }] of facts.entries()) {
      const disk = new Disk(dev, queues[2 * d], queues[2 * d + 1]);
      disk.name = name;
      Object.assign(disk.seen, seen);
      for (const direction of DIRECTIONS) disk.sectors[direction].load(from.within(`${d} ${direction}`));
      this.disks.push(disk);
    }
  }

  *attributes(): Iterable<Attribute> {
    for (const { dev, waiting, driver } of this.disks) {
      yield { path: ['Disks', `${dev}`, 'waitingqueue_length'], values: { steps: waiting } };
      yield { path: ['Disks', `${dev}`, 'driverqueue_length'], values: { steps: driver } };
    }
  }

  #disk(dev: number): Disk | undefined {
    let disk = this.#byNumber.get(dev);
    if (disk === undefined && dev >= 0 && this.disks.length < MOST_DISKS) {
      disk = new Disk(dev);
      this.disks.push(disk);
      this.#byNumber.set(dev, disk);
    }
    return disk;
  }

  #direction(told: number): Direction | undefined {
    if (!this.#letters) return (told & WRITE) !== 0 ? 'write' : (told & READS) !== 0 ? 'read' : undefined;
    if (!(told >= 0)) return undefined;
    if (!this.#directions.has(told)) {
      // Whatever else stands around them: F flush, A ahead, S synchronous, M metadata.
      const letters = this.#strings.text(told);
      this.#directions.set(told, letters.includes('W') ? 'write' : letters.includes('R') ? 'read' : undefined);
    }
    return this.#directions.get(told);
  }
}

const OF_DISKS: readonly number[] = [
  Kind.statedump_block_device,
  Kind.block_rq_insert,
  Kind.block_rq_issue,
  Kind.block_rq_complete,
  Kind.block_rq_merge,
  Kind.block_bio_frontmerge,
];
/** By kind. */
const IS_OF_DISKS = Uint8Array.from(Object.values(Kind), (kind) => (OF_DISKS.includes(kind) ? 1 : 0));

type Columns = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
