/**
 * The protocol's models as the view's messages: absolute 64-bit times become numbers since a base, arrays of objects
 * become columns, optional members get their defaults.
 */
import type { AnnotationModel } from 'tsp-typescript-client/lib/models/annotation.js';
import type { Bookmark as TspBookmark } from 'tsp-typescript-client/lib/models/bookmark.js';
import type { Configuration } from 'tsp-typescript-client/lib/models/configuration.js';
import type { ConfigurationSourceType } from 'tsp-typescript-client/lib/models/configuration-source.js';
import type { Entry as TspEntry } from 'tsp-typescript-client/lib/models/entry.js';
import type { TableModel } from 'tsp-typescript-client/lib/models/table.js';
import type { TimeGraphArrow, TimeGraphEntry } from 'tsp-typescript-client/lib/models/timegraph.js';
import type { XYAxisDescription, XYSeries } from 'tsp-typescript-client/lib/models/xy.js';
import type {
  Annotation,
  Arrows,
  Axis,
  Bookmark,
  ConfigTypeInfo,
  ConfigurationInfo,
  Entry,
  ExperimentInfo,
  Lines,
  OutputInfo,
  OutputType,
  Parameters,
  Series,
  Style,
} from '../messages.ts';
import type { Experiment, OutputDescriptor, Progress } from '../tsp/tsp-client.ts';
import { filtered } from './from-frame.ts';

/** `base` is fixed by the view; a list takes each experiment's own start. */
export function experimentInfo(from: Experiment, progress: Progress | undefined, base = from.start): ExperimentInfo {
  // The protocol has no word for what is all there and goes on growing.
  const indexing = progress?.live ? 'COMPLETED' : (from.indexingStatus as ExperimentInfo['indexing']);
  return {
    uuid: from.UUID,
    name: from.name,
    base: String(base),
    start: Number(from.start - base),
    end: Number(from.end - base),
    events: from.nbEvents,
    indexing,
    fraction: progress?.fraction ?? (indexing === 'COMPLETED' ? 1 : 0),
    ...(progress?.live ? { live: true } : {}),
    ...(progress?.liveRevision === undefined ? {} : { liveRevision: progress.liveRevision }),
    ...(progress?.eventsPerSecond === undefined ? {} : { eventsPerSecond: progress.eventsPerSecond }),
    ...(progress?.secondsLeft === undefined ? {} : { secondsLeft: progress.secondsLeft }),
    ...(progress?.status === 'CANCELLED' ? { cancelled: true } : {}),
    ...(progress?.changedFiles?.length ? { changedFiles: progress.changedFiles } : {}),
    ...(progress?.outputsRevision === undefined ? {} : { outputsRevision: progress.outputsRevision }),
    traces: from.traces.map(({ UUID, name, path, nbEvents, properties }) => ({
      uuid: UUID,
      name,
      path,
      events: nbEvents,
      ...moved(progress?.offsets?.[UUID]),
      properties: properties ?? {},
    })),
    notices: (progress?.notices ?? []).filter((notice) => !isOfCancel(notice)).map(noticeText),
  };
}

/** The server says of each trace what `cancelled` says of all. */
const isOfCancel = ({ message }: Progress['notices'][number]): boolean => message === 'reading was cancelled';

const moved = (offset: string | undefined) => (offset === undefined || offset === '0' ? {} : { offset });

export function noticeText({ message, trace, file, offset }: Progress['notices'][number]): string {
  const place =
    file === undefined || message.includes(file) ? '' : ` (${file}${offset === undefined ? '' : `, byte ${offset}`})`;
  return `${trace === undefined ? '' : `${trace}: `}${message}${place}`;
}

export function outputInfo(output: OutputDescriptor & { readonly configSourcesIds?: readonly string[] }): OutputInfo {
  const { id, name, description, type, parentId, capabilities, configuration, configSourcesIds } = output;
  return {
    id,
    name,
    description,
    type: type as OutputType,
    ...(parentId == null ? {} : { parentId }),
    canCreate: capabilities?.canCreate ?? false,
    canDelete: capabilities?.canDelete ?? false,
    ...(configuration == null ? {} : { configuration: configurationInfo(configuration) }),
    ...(configSourcesIds == null ? {} : { configTypeIds: configSourcesIds }),
  };
}

export function configurationInfo(from: Configuration): ConfigurationInfo {
  const { id, name, description, sourceTypeId, parameters } = from;
  return {
    id,
    name,
    ...(description == null ? {} : { description }),
    sourceTypeId,
    ...(parameters == null ? {} : { parameters: withoutBigints(parameters) as Parameters }),
  };
}

/** Messages carry none: a number too large to be exact is near enough to be shown, and refused where it matters. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutBigints(item)]));
}

/** A type without a schema has a list of its parameters, from which one is made. */
export function configTypeInfo(type: ConfigurationSourceType & { readonly scope?: string }): ConfigTypeInfo {
  const { id, name, description, scope, schema, parameterDescriptors = [] } = type;
  return {
    id,
    name,
    ...(description == null ? {} : { description }),
    ...(scope == null ? {} : { scope }),
    schema: (schema as Record<string, unknown> | undefined) ?? {
      type: 'object',
      properties: Object.fromEntries(
        parameterDescriptors.map(({ keyName, description, dataType }) => [
          keyName,
          { title: keyName, description, type: dataType?.toUpperCase() === 'NUMBER' ? 'number' : 'string' },
        ]),
      ),
      required: parameterDescriptors.filter(({ required }) => required).map(({ keyName }) => keyName),
    },
  };
}

type AnyEntry = TspEntry & Partial<TimeGraphEntry> & { readonly isDefault?: boolean };

export function entry(from: AnyEntry, base: bigint): Entry {
  const { id, parentId, labels, hasData, isDefault, style, start, end, metadata } = from;
  return {
    id,
    parentId: parentId ?? -1,
    labels,
    hasData: hasData ?? false,
    ...(isDefault == null ? {} : { isDefault }),
    ...(style == null ? {} : { style: style as Style }),
    ...(start === undefined ? {} : { start: Number(start - base) }),
    ...(end === undefined ? {} : { end: Number(end - base) }),
    ...(metadata == null ? {} : { metadata: plainMetadata(metadata) }),
  };
}

/** Numbers too large for a message become text. */
function plainMetadata(metadata: Record<string, (string | number | bigint)[]>): NonNullable<Entry['metadata']> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, values]) => [key, values.map((v) => (typeof v === 'bigint' ? String(v) : v))]),
  );
}

export function arrows(from: readonly TimeGraphArrow[], base: bigint): Omit<Arrows, 'status'> {
  return {
    start: Float64Array.from(from, (arrow) => Number(arrow.start - base)),
    end: Float64Array.from(from, (arrow) => Number(arrow.end - base)),
    source: Float64Array.from(from, (arrow) => arrow.sourceId),
    target: Float64Array.from(from, (arrow) => arrow.targetId),
  };
}

/** `base` is 0 for charts whose x axis is not time. Categories are numbered from 0. */
export function series(from: XYSeries, base: bigint): Series {
  const { xValues, xRanges, xCategories, yValues, style } = from;
  return {
    id: from.seriesId,
    name: from.seriesName,
    ...(style == null ? {} : { style: style as Style }),
    ...(xRanges
      ? { ranges: Float64Array.from(xRanges.flatMap(({ start, end }) => [Number(start - base), Number(end - base)])) }
      : {
          x: xValues
            ? Float64Array.from(xValues, (x) => Number(x - base))
            : Float64Array.from(xCategories ?? [], (_, i) => i),
        }),
    y: Float64Array.from(yValues),
    xAxis: axis(from.xValuesDescription),
    yAxis: axis(from.yValuesDescription),
  };
}

function axis(from: XYAxisDescription | undefined): Axis {
  return { label: from?.label ?? '', unit: from?.unit ?? '', dataType: from?.dataType ?? 'NUMBER' };
}

export function lines(from: TableModel): Omit<Lines, 'status'> {
  return {
    size: from.size,
    ...filtered((from as { readonly filtered?: unknown }).filtered),
    lowIndex: from.lowIndex,
    columnIds: from.columnIds,
    lines: from.lines.map((line) => ({
      index: line.index,
      cells: line.cells.map((cell) => cell.content),
      tags: line.tags ?? 0,
    })),
  };
}

export function annotations(from: AnnotationModel, base: bigint): Annotation[] {
  return Object.entries(from.annotations).flatMap(([category, list]) =>
    list.map(({ time, duration, entryId, label, style }) => ({
      category,
      time: Number(time - base),
      duration: Number(duration),
      entryId,
      ...(label == null ? {} : { label }),
      ...(style == null ? {} : { style: style as Style }),
    })),
  );
}

export function bookmark(from: TspBookmark, base: bigint): Bookmark {
  return {
    uuid: from.UUID,
    name: from.name,
    start: Number(from.start - base),
    end: Number(from.end - base),
  };
}
