/**
 * The models that grow with pixels × rows as columns of a frame; each function returns the `model` of the frame's header,
 * in which columns are named by their numbers. Times are ns since `base`, the first trace's or series' own.
 */
import type { Arrows, LinesModel, StatesModel, XYModel, XYSeries } from '../analyses/output.ts';
import { replyKey } from '../json.ts';
import { finite } from './encode.ts';
import type { FrameWriter } from './frame-writer.ts';

type Model = Readonly<Record<string, unknown>>;

export function frameStates(out: FrameWriter, { looks, rows }: StatesModel): Model {
  const base = rows[0]?.base ?? 0n;
  const count = sum(rows.map(({ start }) => start.length));
  const times = (of: 'start' | 'end') =>
    out.column('f64', count, (target) => join(target, rows, (row) => [row[of], Number(row.base - base)]));
  return {
    base: String(base),
    looks: looks.map(({ label, style }) => ({ label, style: style === undefined ? undefined : replyKey(style) })),
    rows: out.column('f64', rows.length, (target) => target.set(rows.map(({ entryId }) => entryId))),
    offsets: out.column('u32', rows.length + 1, (target) =>
      layEnds(
        target,
        rows.map(({ start }) => start.length),
      ),
    ),
    start: times('start'),
    end: times('end'),
    look: out.column('u32', count, (target) => join(target, rows, ({ look }) => [look, 0])),
    ...(rows.every(({ tags }) => tags === undefined)
      ? {}
      : {
          tags: out.column('u8', count, (target) => {
            let at = 0;
            for (const { start, tags } of rows) {
              if (tags !== undefined) target.set(tags, at);
              at += start.length;
            }
          }),
        }),
  };
}

export function frameArrows(out: FrameWriter, groups: readonly Arrows[]): Model {
  const base = groups[0]?.base ?? 0n;
  const count = sum(groups.map(({ start }) => start.length));
  const column = (of: 'start' | 'end' | 'source' | 'target', isTime: boolean) =>
    out.column('f64', count, (target) =>
      join(target, groups, (group) => [group[of], isTime ? Number(group.base - base) : 0]),
    );
  return {
    base: String(base),
    start: column('start', true),
    end: column('end', true),
    source: column('source', false),
    target: column('target', false),
  };
}

/** Series that share their x values share the column. */
export function frameXY(out: FrameWriter, { title, series }: XYModel): Model {
  const base = series.map(firstX).find((x) => x !== undefined) ?? 0n;
  const known = new Map<unknown, number>();
  const x = ({ xValues, xRanges = [] }: XYSeries): Model => {
    const source = xValues ?? xRanges;
    let column = known.get(source);
    if (column === undefined) {
      column =
        xValues !== undefined
          ? out.column('f64', xValues.length, (target) => target.set(xValues.relativeTo(base)))
          : out.column('f64', 2 * xRanges.length, (target) =>
              target.set(xRanges.flatMap(({ start, end }) => [Number(start - base), Number(end - base)])),
            );
      known.set(source, column);
    }
    return xValues === undefined ? { ranges: column } : { x: column };
  };
  return {
    base: String(base),
    title,
    series: series.map((each) => ({
      id: finite(each).seriesId,
      name: each.seriesName,
      style: each.style,
      xAxis: axis(each.xAxis),
      yAxis: axis(each.yAxis),
      ...x(each),
      y: out.column('f64', each.yValues.length, (target) => target.set(each.yValues)),
    })),
  };
}

const firstX = ({ xValues, xRanges }: XYSeries): bigint | undefined =>
  xValues === undefined ? xRanges?.[0]?.start : xValues.length > 0 ? xValues.start : undefined;

const axis = ({ label, unit, dataType }: XYSeries['xAxis']): Model => ({ label, unit, dataType });

/** All cells, line by line, as one text; where each ends is counted in UTF-16 units. */
export function frameLines(out: FrameWriter, { lines, ...rest }: LinesModel): Model {
  const cells = lines.flatMap((line) => line.cells.map(({ content }) => content));
  const text = new TextEncoder().encode(cells.join(''));
  return {
    ...rest,
    index: out.column('f64', lines.length, (target) => target.set(lines.map(({ index }) => index))),
    tags: out.column('u32', lines.length, (target) => target.set(lines.map(({ tags = 0 }) => tags))),
    offsets: out.column('u32', cells.length + 1, (target) =>
      layEnds(
        target,
        cells.map(({ length }) => length),
      ),
    ),
    text: out.column('u8', text.length, (target) => target.set(text)),
  };
}

/** Lays the parts end to end, each with its number added to all items. */
function join<A extends Float64Array | Uint32Array, P>(
  target: A,
  parts: readonly P[],
  of: (part: P) => readonly [A, number],
): void {
  let at = 0;
  for (const part of parts) {
    const [items, shift] = of(part);
    target.set(items, at);
    if (shift !== 0) for (let i = at; i < at + items.length; i++) target[i]! += shift;
    at += items.length;
  }
}

/** 0, and after each part where it ends. */
function layEnds(target: Uint32Array, lengths: readonly number[]): void {
  for (const [i, length] of lengths.entries()) target[i + 1] = target[i]! + length;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
