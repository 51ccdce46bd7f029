/**
 * The phases of the format: the letter in an event's `ph` says what kind of event it is. Each is an event type.
 *
 * Any other ASCII letter gets a type of its own; longer or stranger texts share one, and so do events without `ph`.
 */
import type { EventType, FieldInfo } from '../reader.ts';

export const NO_PHASE = 0;
export const STRANGE_PHASE = 1;

export const PHASE_COUNTER = 0x43; // C
export const PHASE_METADATA = 0x4d; // M

const NAMES: Readonly<Record<string, string>> = {
  B: 'Begin',
  E: 'End',
  X: 'Complete',
  i: 'Instant',
  I: 'Instant (legacy)',
  R: 'Mark',
  C: 'Counter',
  b: 'Async Begin',
  e: 'Async End',
  n: 'Async Instant',
  s: 'Flow Start',
  t: 'Flow Step',
  f: 'Flow End',
  S: 'Async Start (legacy)',
  T: 'Async Step Into (legacy)',
  p: 'Async Step Past (legacy)',
  F: 'Async Finish (legacy)',
  P: 'Sample',
  N: 'Object Created',
  O: 'Object Snapshot',
  D: 'Object Destroyed',
  M: 'Metadata',
  V: 'Memory Dump (process)',
  v: 'Memory Dump (global)',
  c: 'Clock Sync',
  '(': 'Context Enter',
  ')': 'Context Leave',
  '=': 'Link Ids',
};

/** Phases in which events of another category never meet, even with equal ids: async, legacy async and flow events. */
const CATEGORY_PHASES = new Uint8Array(256);
for (const letter of 'benstfSTpF') CATEGORY_PHASES[letter.charCodeAt(0)] = 1;

export function idsBelongToCategory(phase: number): boolean {
  return CATEGORY_PHASES[phase] === 1;
}

/** A code for the text of `ph`; codes of ASCII letters are the letters' own. */
export function phaseCode(text: string): number {
  const code = text.length === 1 ? text.charCodeAt(0) : 0;
  return code > 0x20 && code < 0x7f ? code : STRANGE_PHASE;
}

/** The letter; empty for events without a phase and for those whose phase is no letter. */
export function phaseLetter(code: number): string {
  return code > STRANGE_PHASE ? String.fromCharCode(code) : '';
}

const FIELDS: readonly FieldInfo[] = [
  { name: 'name', numeric: false },
  { name: 'cat', numeric: false },
  { name: 'ph', numeric: false },
  { name: 'dur', numeric: true },
  { name: 'id', numeric: false },
  { name: 'scope', numeric: false },
  { name: 'bp', numeric: false },
  { name: 's', numeric: false },
  { name: 'pid', numeric: false },
  { name: 'tid', numeric: false },
  { name: '$track', numeric: true },
];
const COUNTER_FIELDS: readonly FieldInfo[] = [
  ...FIELDS,
  { name: '$counterFirst', numeric: true },
  { name: '$counterCount', numeric: true },
];

/** 'Complete (X)': readable, and the letter in it. */
export function phaseType(code: number): EventType {
  const letter = phaseLetter(code);
  let name = NAMES[letter] ?? 'Phase';
  if (code === NO_PHASE) name = 'No phase';
  else if (code === STRANGE_PHASE) name = 'Unknown phase';
  else name = `${name} (${letter})`;
  return { name, fields: code === PHASE_COUNTER ? COUNTER_FIELDS : FIELDS };
}
