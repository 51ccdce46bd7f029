/**
 * The arrangement of the view as it is kept per experiment, and its reading back. What was kept may be old or damaged:
 * each part is taken only if it is what it should be, the rest is as at a first opening.
 */
import type { OutputFilter } from '../../client/messages.ts';
import type { Range } from '../time/range.ts';
import { TIME_MODES, type TimeMode } from '../time/time-format.ts';
import { type Lane, LEAST_BODY } from './lanes.ts';

export interface Layout {
  readonly lanes: readonly Lane[];
  /** Absent: the whole. */
  readonly range?: Range;
  /** The range goes along with the end. */
  readonly followsEnd?: boolean;
  readonly selection: Range | undefined;
  readonly treeWidth: number;
  readonly timeMode: TimeMode;
  readonly detailsOpen: boolean;
}

const VERSION = 1;

export const LEAST_TREE = 120;
export const MOST_TREE = 900;

export function writeLayout(
  layout: Omit<Layout, 'lanes' | 'treeWidth'> & Partial<Pick<Layout, 'lanes' | 'treeWidth'>>,
): Readonly<Record<string, unknown>> {
  const { selection, ...rest } = layout;
  return { version: VERSION, ...rest, ...(selection ? { selection } : {}) };
}

export function readLayout(saved: unknown): Partial<Layout> {
  if (!isRecord(saved) || saved.version !== VERSION) return {};
  const lanes = Array.isArray(saved.lanes) ? readLanes(saved.lanes) : undefined;
  const range = readRange(saved.range);
  const selection = readRange(saved.selection, true);
  const { treeWidth, detailsOpen } = saved;
  const mode = TIME_MODES.find((each) => each.mode === saved.timeMode)?.mode;
  return {
    ...(lanes ? { lanes } : {}),
    ...(range ? { range } : {}),
    ...(saved.followsEnd === true ? { followsEnd: true } : {}),
    ...(selection ? { selection } : {}),
    ...(isNumber(treeWidth) ? { treeWidth: Math.min(MOST_TREE, Math.max(LEAST_TREE, treeWidth)) } : {}),
    ...(mode ? { timeMode: mode } : {}),
    ...(typeof detailsOpen === 'boolean' ? { detailsOpen } : {}),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function readRange(value: unknown, mayBeEmpty = false): Range | undefined {
  if (!isRecord(value)) return undefined;
  const { start, end } = value;
  if (!isNumber(start) || !isNumber(end) || end < start || (end === start && !mayBeEmpty)) return undefined;
  return { start, end };
}

function readLanes(values: readonly unknown[]): Lane[] {
  const lanes: Lane[] = [];
  const seen = new Set<string>();
  for (const value of values) {
    if (!isRecord(value) || typeof value.outputId !== 'string' || seen.has(value.outputId)) continue;
    seen.add(value.outputId);
    const { height } = value;
    const filter = readFilter(value.filter);
    lanes.push({
      outputId: value.outputId,
      collapsed: value.collapsed === true,
      ...(isNumber(height) && height >= LEAST_BODY ? { height: Math.min(height, 5000) } : {}),
      ...(filter ? { filter } : {}),
    });
  }
  return lanes;
}

function readFilter(value: unknown): OutputFilter | undefined {
  if (!isRecord(value) || typeof value.text !== 'string' || value.text.trim() === '') return undefined;
  return { text: value.text, mode: value.mode === 'dim' ? 'dim' : 'hide' };
}
