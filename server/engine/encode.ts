/**
 * Writes the models of `analyses/output.ts` as the protocol's JSON. What grows with pixels × rows (states, arrows, series)
 * goes from columns straight to text, with each look's text made once; the rest goes through `stringifyJson`.
 */
import type {
  Annotation,
  Arrows,
  Column,
  LinesModel,
  StatesModel,
  Style,
  TreeEntry,
  TreeModel,
  XYModel,
  XYSeries,
} from '../analyses/output.ts';
import type { SampleTimes } from '../index/sample-times.ts';
import { doubleText, replyKey, replyMap, stringifyJson } from '../json.ts';
import { type JsonWriter, utf8 } from './json-writer.ts';
import { TimeWriter } from './time-writer.ts';

export function writeTree(out: JsonWriter, tree: TreeModel, timeGraph: boolean): void {
  out.write(`{"headers":${stringifyJson(tree.headers)}`);
  if (tree.autoExpandLevel !== undefined) out.write(`,"autoExpandLevel":${tree.autoExpandLevel}`);
  out.write(',"entries":[');
  let separator = '';
  for (const entry of tree.entries) {
    if (timeGraph && (entry.start === undefined || entry.end === undefined)) continue;
    out.write(separator + entryText(entry));
    separator = ',';
  }
  out.write(']}');
}

/** A tree may have some 100,000 entries. `JSON.stringify` is fast only without a function that looks at every value. */
function entryText({ id, parentId, labels, hasData, style, start, end, metadata, isDefault }: TreeEntry): string {
  const optional = (name: string, value: unknown): string => (value === undefined ? '' : `,"${name}":${value}`);
  const flags = optional('parentId', parentId) + optional('hasData', hasData) + optional('isDefault', isDefault);
  const times = optional('start', start) + optional('end', end);
  const styleText = style === undefined ? '' : `,"style":${stringifyJson(styleModel(style))}`;
  return `{"id":${id},"labels":${JSON.stringify(labels)}${flags}${times}${styleText}${metadataText(metadata)}}`;
}

function metadataText(metadata: TreeEntry['metadata']): string {
  if (metadata === undefined) return '';
  const text = Object.values(metadata).every((values) => values.every(isPlain)) ? JSON.stringify(metadata) : undefined;
  const isFit = text !== undefined && replyKey(text) === text;
  return `,"metadata":${isFit ? text : stringifyJson(replyMap(Object.entries(metadata)))}`;
}

const isPlain = (value: string | number): boolean => typeof value === 'string' || Number.isSafeInteger(value);

const STATE = utf8('{"start":');
const NEXT_STATE = utf8(',{"start":');
const END = utf8(',"end":');
const CLOSE = utf8('}');

export function writeStates(out: JsonWriter, { looks, rows }: StatesModel): void {
  const lookTexts = looks.map(({ label, style }) => {
    const labelText = label === undefined ? '' : `,"label":${JSON.stringify(label)}`;
    return utf8(
      style === undefined
        ? labelText
        : `${labelText},"style":{"parentKey":${JSON.stringify(replyKey(style))},"values":{}}`,
    );
  });
  out.write('{"rows":[');
  for (const [r, row] of rows.entries()) {
    out.write(`${r === 0 ? '' : ','}{"entryId":${row.entryId},"states":[`);
    const { start, end, look, tags } = row;
    const time = new TimeWriter(row.base);
    for (let i = 0; i < start.length; i++) {
      out.copy(i === 0 ? STATE : NEXT_STATE);
      time.write(out, start[i]!);
      out.copy(END);
      time.write(out, end[i]!);
      out.copy(lookTexts[look[i]!]!);
      if (tags !== undefined && tags[i] !== 0) out.write(`,"tags":${tags[i]}`);
      out.copy(CLOSE);
    }
    out.write(']}');
  }
  out.write(']}');
}

export function writeArrows(out: JsonWriter, groups: readonly Arrows[]): void {
  out.write('[');
  let opening = STATE;
  for (const { base, start, end, source, target, style } of groups) {
    const time = new TimeWriter(base);
    const close = `,"style":${stringifyJson(styleModel(style ?? {}))}}`;
    for (let i = 0; i < start.length; i++) {
      out.copy(opening);
      time.write(out, start[i]!);
      out.copy(END);
      time.write(out, end[i]!);
      out.write(`,"sourceId":${source[i]!},"targetId":${target[i]!}${close}`);
      opening = NEXT_STATE;
    }
  }
  out.write(']');
}

export function writeXY(out: JsonWriter, model: XYModel): void {
  const xTexts = new Map<SampleTimes, string>();
  out.write(`{"title":${JSON.stringify(model.title)},"series":[`);
  for (const [s, series] of model.series.map(finite).entries()) {
    out.write(`${s === 0 ? '' : ','}{"seriesId":${series.seriesId},"seriesName":${JSON.stringify(series.seriesName)}`);
    out.write(`,"style":${stringifyJson(styleModel(series.style ?? {}))},${xText(series, xTexts)},"yValues":[`);
    for (let i = 0; i < series.yValues.length; i++) {
      const y = series.yValues[i]!;
      out.write(i === 0 ? doubleText(y) : `,${doubleText(y)}`);
    }
    out.write(
      `],"xValuesDescription":${stringifyJson(series.xAxis)},"yValuesDescription":${stringifyJson(series.yAxis)}}`,
    );
  }
  out.write(']}');
}

/** The series, if all its values are numbers: JSON has no others. */
export function finite(series: XYSeries): XYSeries {
  for (const y of series.yValues) {
    if (!Number.isFinite(y)) throw new Error(`series "${series.seriesName}" has a value that is not a number`);
  }
  return series;
}

function xText(series: XYSeries, known: Map<SampleTimes, string>): string {
  if (series.xValues === undefined) return `"xRanges":${stringifyJson(series.xRanges ?? [])}`;
  let text = known.get(series.xValues);
  if (text === undefined) {
    const times: string[] = [];
    for (let i = 0; i < series.xValues.length; i++) times.push(String(series.xValues.at(i)));
    text = `"xValues":[${times.join(',')}]`;
    known.set(series.xValues, text);
  }
  return text;
}

export function writeColumns(out: JsonWriter, columns: readonly Column[]): void {
  out.write(stringifyJson(columns));
}

export function writeLines(out: JsonWriter, model: LinesModel): void {
  const { lines, ...rest } = model;
  out.write(`${JSON.stringify(rest).slice(0, -1)},"lines":[`);
  for (const [i, line] of lines.entries()) out.write((i === 0 ? '' : ',') + JSON.stringify(line));
  out.write(']}');
}

export function writeTooltip(out: JsonWriter, pairs: ReadonlyMap<string, string>): void {
  out.write(JSON.stringify(replyMap(pairs)));
}

export function writeStyles(out: JsonWriter, styles: Readonly<Record<string, Style>>): void {
  const models = Object.entries(styles).map(([key, style]) => [key, styleModel(style)] as const);
  out.write(`{"styles":${stringifyJson(replyMap(models))}}`);
}

export function writeCategories(out: JsonWriter, categories: readonly string[]): void {
  out.write(`{"annotationCategories":${JSON.stringify(categories)}}`);
}

export function writeAnnotations(out: JsonWriter, byCategory: ReadonlyMap<string, readonly Annotation[]>): void {
  const models = [...byCategory].map(([category, annotations]) => {
    const styled = annotations.map((a) => (a.style === undefined ? a : { ...a, style: styleModel(a.style) }));
    return [category, styled] as const;
  });
  out.write(`{"annotations":${stringifyJson(replyMap(models))}}`);
}

/** The protocol demands `values`, even if empty. */
function styleModel(style: Style): Style {
  const { parentKey } = style;
  return { ...(parentKey === undefined ? {} : { parentKey: replyKey(parentKey) }), values: style.values ?? {} };
}
