/** The stack of lanes: how high each is, where it stands, which are in sight. Pure; the DOM and the canvas both follow it. */
import type { OutputFilter } from '../../client/messages.ts';

export interface Lane {
  readonly outputId: string;
  readonly collapsed: boolean;
  /** Of the body in CSS pixels; absent while the user has not set it: as high as its content wants. */
  readonly height?: number;
  readonly filter?: OutputFilter;
}

/** CSS pixels. */
export const HEADER_HEIGHT = 24;
export const LEAST_BODY = 48;
export const ROW_HEIGHT = 18;

export interface Placed {
  readonly outputId: string;
  /** Upper edge of the header, from the top of the stack. */
  readonly top: number;
  readonly bodyTop: number;
  readonly bodyHeight: number;
  readonly bottom: number;
}

export interface Room {
  /** Of the scrolled view. */
  readonly height: number;
  /** What a lane's content would like. */
  readonly wanted: (outputId: string) => number;
  /** Most of it that a lane gets while others want room too. */
  readonly most: number;
  /** Lanes that can use more than they want: tables. */
  readonly grows: (outputId: string) => boolean;
}

/** Room left over goes to the lowest lane that can use it. */
export function placeLanes(lanes: readonly Lane[], room: Room): Placed[] {
  const heights = lanes.map((lane) => bodyHeight(lane, room));
  const left = room.height - heights.reduce((sum, height) => sum + height + HEADER_HEIGHT, 0);
  const lowest = lanes.findLastIndex(
    (lane, i) =>
      !lane.collapsed &&
      lane.height === undefined &&
      (room.grows(lane.outputId) || room.wanted(lane.outputId) > heights[i]!),
  );
  if (left > 0 && lowest >= 0) {
    const wanted = room.wanted(lanes[lowest]!.outputId);
    const whole = heights[lowest]! + left;
    heights[lowest] = room.grows(lanes[lowest]!.outputId) ? whole : Math.min(wanted, whole);
  }
  let top = 0;
  return lanes.map((lane, i) => {
    const bodyTop = top + HEADER_HEIGHT;
    const placed = { outputId: lane.outputId, top, bodyTop, bodyHeight: heights[i]!, bottom: bodyTop + heights[i]! };
    top = placed.bottom;
    return placed;
  });
}

function bodyHeight(lane: Lane, { wanted, most }: Room): number {
  if (lane.collapsed) return 0;
  return Math.round(lane.height ?? Math.max(LEAST_BODY, Math.min(wanted(lane.outputId), most)));
}

export const stackHeight = (placed: readonly Placed[]): number => placed.at(-1)?.bottom ?? 0;

/** A height of undefined: the natural one again. */
export interface LaneChange {
  readonly collapsed?: boolean;
  readonly height?: number | undefined;
  /** Undefined: everything is to be seen again. */
  readonly filter?: OutputFilter | undefined;
}

export function changedLane(lane: Lane, change: LaneChange): Lane {
  const { height, filter } = { ...lane, ...change };
  return {
    outputId: lane.outputId,
    collapsed: change.collapsed ?? lane.collapsed,
    ...(height === undefined ? {} : { height }),
    ...(filter === undefined ? {} : { filter }),
  };
}

/** Puts `moved` where `before` stands (at the end if undefined). */
export function moveLane(lanes: readonly Lane[], moved: string, before: string | undefined): readonly Lane[] {
  const lane = lanes.find((each) => each.outputId === moved);
  if (!lane || moved === before) return lanes;
  const rest = lanes.filter((each) => each !== lane);
  const at = before === undefined ? rest.length : rest.findIndex((each) => each.outputId === before);
  if (at < 0) return lanes;
  return [...rest.slice(0, at), lane, ...rest.slice(at)];
}

/** Adds a lane below those of its kin (its parent, and what is derived from that too), else at the end. */
export function addLane(lanes: readonly Lane[], outputId: string, kin: (outputId: string) => boolean): readonly Lane[] {
  const after = lanes.findLastIndex((lane) => kin(lane.outputId));
  const at = after < 0 ? lanes.length : after + 1;
  return [...lanes.slice(0, at), { outputId, collapsed: false }, ...lanes.slice(at)];
}

/** First and last row that touch [from, from + height) of a list of `count` rows. Empty: last < first. */
export function rowsInSight(from: number, height: number, count: number, rowHeight = ROW_HEIGHT): [number, number] {
  const first = Math.max(0, Math.floor(from / rowHeight));
  const last = Math.min(count - 1, Math.ceil((from + height) / rowHeight) - 1);
  return [first, last];
}
