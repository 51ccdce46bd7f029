/**
 * What a thread does, or waits for, in a piece of an execution graph, and how that is drawn. Names and colours are those
 * that users of critical paths know from Trace Compass.
 */
import type { Style } from '../../output.ts';

interface EdgeForm {
  readonly label: string;
  readonly colour: string;
}

const EDGES = {
  /** Nothing is known of the thread, or it waited and nobody was seen to wake it. */
  unknown: { label: 'Unknown', colour: '646464' },
  running: { label: 'Running', colour: '339900' },
  blocked: { label: 'Blocked', colour: 'dc143c' },
  interrupted: { label: 'Interrupted', colour: 'ffdc00' },
  preempted: { label: 'Preempted', colour: 'c86400' },
  timer: { label: 'Timer', colour: '336699' },
  network: { label: 'Network', colour: 'ff9bff' },
  userInput: { label: 'User input', colour: '5a0101' },
  blockDevice: { label: 'Block device', colour: '6600cc' },
  ipi: { label: 'IPI', colour: '6666cc' },
} as const satisfies Record<string, EdgeForm>;

export type EdgeName = keyof typeof EDGES;

const NAMES = Object.keys(EDGES) as readonly EdgeName[];

/** Small integers for the types of edges. */
export const Edge = Object.fromEntries(NAMES.map((name, number) => [name, number])) as Readonly<
  Record<EdgeName, number>
>;

/** Also the key of the style. */
export function edgeLabel(type: number): string {
  return EDGES[NAMES[type]!].label;
}

/** Style of arrows from a thread that waits to the one that it waits for. */
export const WAITS = 'Waits for';
/** Style of arrows from a thread to the one that it wakes. */
export const WAKES = 'Wakes';

export const EDGE_STYLES: Readonly<Record<string, Style>> = {
  ...Object.fromEntries(NAMES.map((name) => [EDGES[name].label, style(EDGES[name], 'States', 1)])),
  [WAKES]: style({ label: WAKES, colour: 'dc143c' }, 'Arrows', 0.1),
  [WAITS]: style({ label: WAITS, colour: '646464' }, 'Arrows', 0.1),
};

function style({ label, colour }: EdgeForm, group: string, height: number): Style {
  return {
    values: { 'style-name': label, 'style-group': group, 'background-color': `#${colour}`, height, opacity: 1 },
  };
}
