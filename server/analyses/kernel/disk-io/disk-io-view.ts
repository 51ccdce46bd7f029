/**
 * Disk I/O View: how fast each disk was read and written. A sample tells the mean over the time since the sample before
 * it; a request under way counts evenly from its issue to its completion. The first sample has no time before it: 0.
 */
import { type Experiment, TimeAxisOutput } from '../../experiment-output.ts';
import type { OutputDescriptor, SeriesQuery, Style, TreeEntry, TreeModel, XYModel, XYSeries } from '../../output.ts';
import { timeAxis } from '../../xy-axes.ts';
import { DIRECTIONS, type Disk } from './disk.ts';
import { DiskIO } from './disk-io.ts';

const SECTOR = 512;
const SECOND = 1e9;
/** Reading and writing, by disk. */
const COLOURS: readonly (readonly [read: string, write: string])[] = [
  ['#6baed6', '#fb6a4a'],
  ['#08519c', '#a50f15'],
  ['#c6dbef', '#fcbba1'],
  ['#3182bd', '#de2d26'],
  ['#9ecae1', '#fc9272'],
];

const ROOT = 0;
/** Entries of a disk: itself, and its directions. */
const DISKS = 1;
const WIDTH = 1 + DIRECTIONS.length;

export class DiskIOView extends TimeAxisOutput {
  readonly descriptor: OutputDescriptor = {
    id: 'org.eclipse.tracecompass.analysis.os.linux.core.inputoutput.DisksIODataProvider',
    name: 'Disk I/O View',
    description: 'Show the input and output throughput for each drive on a machine',
    type: 'TREE_TIME_XY',
  };

  static applies({ traces }: Experiment): boolean {
    return traces.some((trace) => trace.find(DiskIO)?.disks.some(({ seen }) => seen.read || seen.write));
  }

  tree(): TreeModel {
    const { traces, ids } = this.experiment;
    const entries = traces.flatMap((trace): TreeEntry[] => {
      const part = trace.find(DiskIO);
      if (part === undefined) return [];
      const id = (entry: number): number => ids.id(trace.ordinal, entry);
      return [
        { id: id(ROOT), labels: [trace.name], hasData: false },
        ...part.disks.flatMap((disk, d): TreeEntry[] => [
          { id: id(DISKS + d * WIDTH), parentId: id(ROOT), labels: [disk.label], hasData: false },
          ...DIRECTIONS.flatMap((direction, i): TreeEntry[] => {
            if (!disk.seen[direction]) return [];
            const own = DISKS + d * WIDTH;
            return [{ id: id(own + 1 + i), parentId: id(own), labels: [direction], hasData: true, style: style(d, i) }];
          }),
        ]),
      ];
    });
    return { headers: [{ name: 'Name', tooltip: 'Trace, disk, direction' }], entries };
  }

  xy({ times, items }: SeriesQuery): XYModel {
    const { traces, ids } = this.experiment;
    const series = items.flatMap((seriesId): XYSeries[] => {
      const trace = traces[ids.trace(seriesId)];
      const entry = ids.entry(seriesId) - DISKS;
      const d = Math.floor(entry / WIDTH);
      const i = (entry % WIDTH) - 1;
      const disk = trace?.find(DiskIO)?.disks[d];
      const direction = DIRECTIONS[i];
      if (trace === undefined || disk === undefined || direction === undefined) return [];
      return [
        {
          seriesId,
          seriesName: `${trace.name}/${disk.label}/${direction}`,
          style: style(d, i),
          xValues: times,
          yValues: throughput(disk.sectors[direction], times.relativeTo(trace.base)),
          xAxis: timeAxis(times),
          yAxis: { label: 'Throughput', unit: 'B/s', dataType: 'BINARY_NUMBER' },
        },
      ];
    });
    return { title: this.descriptor.name, series };
  }
}

function style(disk: number, direction: number): Style {
  return { values: { 'series-type': 'area', color: COLOURS[disk % COLOURS.length]![direction]! } };
}

function throughput(sectors: Disk['sectors']['read'], samples: Float64Array): Float64Array {
  const amounts = sectors.amounts(samples);
  return amounts.map((amount, i) => {
    if (i === 0) return 0;
    // The line only rises; rounding must not show.
    const moved = Math.max(0, amount - amounts[i - 1]!);
    return (moved * SECTOR * SECOND) / (samples[i]! - samples[i - 1]!);
  });
}
