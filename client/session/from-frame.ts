/**
 * Frames of columns as the view's messages: the columns themselves, where they lie in the received bytes. Only where the
 * frame counts its times from another base than the view does, they are shifted, in place.
 */
import type { Arrows, Axis, Lines, Look, Series, States, Style, XY } from '../messages.ts';
import { type Frame, record } from '../tsp/frame.ts';

type Members = Readonly<Record<string, unknown>>;
const NONE = new Float64Array(0);

export function states(frame: Frame, base: bigint): States {
  const { status, model } = frame;
  if (model === undefined) {
    const [offsets, look] = [new Uint32Array(1), new Uint32Array(0)];
    return { status, rows: NONE, offsets, start: NONE, end: NONE, look, looks: [], tags: new Uint8Array(0) };
  }
  const rows = frame.column(model, 'rows', 'f64');
  const offsets = frame.column(model, 'offsets', 'u32');
  const start = frame.column(model, 'start', 'f64');
  const end = frame.column(model, 'end', 'f64');
  const look = frame.column(model, 'look', 'u32');
  const looks = list(model, 'looks').map(lookOf);
  const tags = model.tags === undefined ? new Uint8Array(start.length) : frame.column(model, 'tags', 'u8');
  sameLength({ start, end, look, tags });
  if (offsets.length !== rows.length + 1 || offsets[rows.length] !== start.length || !ascending(offsets)) {
    throw new SyntaxError('the rows do not share out the states');
  }
  for (const index of look) if (index >= looks.length) throw new SyntaxError(`there is no look ${index}`);
  shift(start, model, base);
  shift(end, model, base);
  return { status, rows, offsets, start, end, look, looks, tags };
}

export function arrows(frame: Frame, base: bigint): Arrows {
  const { status, model } = frame;
  if (model === undefined) return { status, start: NONE, end: NONE, source: NONE, target: NONE };
  const [start, end] = [frame.column(model, 'start', 'f64'), frame.column(model, 'end', 'f64')];
  const [source, target] = [frame.column(model, 'source', 'f64'), frame.column(model, 'target', 'f64')];
  sameLength({ start, end, source, target });
  shift(start, model, base);
  shift(end, model, base);
  return { status, start, end, source, target };
}

/** `base` is 0 for charts whose x axis is not time. */
export function xy(frame: Frame, base: bigint): XY {
  const { status, model } = frame;
  if (model === undefined) return { status, title: '', series: [] };
  /** Several series may have the same one. */
  const shifted = new Set<Float64Array>();
  const series = list(model, 'series').map((item): Series => {
    const of = record(item, 'a series');
    const name = of.x === undefined ? 'ranges' : 'x';
    const x = frame.column(of, name, 'f64');
    const y = frame.column(of, 'y', 'f64');
    if (x.length !== (name === 'x' ? 1 : 2) * y.length)
      throw new SyntaxError(`a series of ${y.length} has ${x.length} x`);
    if (!shifted.has(x)) shift(x, model, base);
    shifted.add(x);
    return {
      id: Number(of.id),
      name: String(of.name),
      ...(of.style == null ? {} : { style: of.style as Style }),
      ...(name === 'x' ? { x } : { ranges: x }),
      y,
      xAxis: of.xAxis as Axis,
      yAxis: of.yAxis as Axis,
    };
  });
  return { status, title: String(model.title ?? ''), series };
}

export function lines(frame: Frame): Lines {
  const { status, model } = frame;
  if (model === undefined) return { status, size: 0, lowIndex: 0, columnIds: [], lines: [] };
  const columnIds = list(model, 'columnIds').map(Number);
  const index = frame.column(model, 'index', 'f64');
  const tags = frame.column(model, 'tags', 'u32');
  const offsets = frame.column(model, 'offsets', 'u32');
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(frame.column(model, 'text', 'u8'));
  sameLength({ index, tags });
  const width = index.length === 0 ? 0 : (offsets.length - 1) / index.length;
  if (!Number.isInteger(width) || offsets[offsets.length - 1] !== text.length || !ascending(offsets)) {
    throw new SyntaxError('the lines do not share out the text');
  }
  return {
    status,
    size: Number(model.size),
    ...filtered(model.filtered),
    lowIndex: Number(model.lowIndex),
    columnIds,
    lines: Array.from(index, (at, i) => ({
      index: at,
      cells: Array.from({ length: width }, (_, c) => text.slice(offsets[i * width + c], offsets[i * width + c + 1])),
      tags: tags[i]!,
    })),
  };
}

/** How far a filter has come, if lines are filtered. */
export function filtered(told: unknown): Pick<Lines, 'filtered'> {
  if (told === undefined || told === null) return {};
  const { done, of } = record(told, 'what is filtered');
  return { filtered: { done: Number(done), of: Number(of) } };
}

function lookOf(item: unknown): Look {
  const { label, style } = record(item, 'a look');
  return {
    ...(typeof label === 'string' ? { label } : {}),
    ...(typeof style === 'string' ? { style: { parentKey: style } } : {}),
  };
}

function list(of: Members, name: string): readonly unknown[] {
  const value = of[name];
  if (!Array.isArray(value)) throw new SyntaxError(`“${name}” is no list`);
  return value;
}

function shift(times: Float64Array, { base: own }: Members, base: bigint): void {
  if (typeof own !== 'string' || !/^-?\d{1,20}$/.test(own)) throw new SyntaxError('the base is no integer');
  const by = Number(BigInt(own) - base);
  if (by !== 0) for (let i = 0; i < times.length; i++) times[i]! += by;
}

function sameLength(columns: Readonly<Record<string, { readonly length: number }>>): void {
  const [[first, { length }], ...others] = Object.entries(columns) as [[string, { length: number }]];
  for (const [name, column] of others as [string, { length: number }][]) {
    if (column.length !== length) throw new SyntaxError(`“${name}” has ${column.length} items, “${first}” ${length}`);
  }
}

function ascending(offsets: Uint32Array): boolean {
  for (let i = 1; i < offsets.length; i++) if (offsets[i]! < offsets[i - 1]!) return false;
  return offsets[0] === 0;
}
