/** What helps to write a filter of calls: its fields, what they are in this trace, and how many calls it lets through. */

import { CALL_SHAPE, callGraphRow } from '../../analyses/call-stack/call-subject.ts';
import type { FlameChart } from '../../analyses/call-stack/flame-chart.ts';
import { Pace } from '../../analyses/pace.ts';
import { parseFilters } from '../../analyses/parse-filters.ts';
import { StateTest } from '../../analyses/time-graph/state-test.ts';
import { keysNamed, type ParsedFilter } from '../../filter/filter.ts';
import type { Preview } from '../configuration-type.ts';
import { unlessRefused } from '../parameters.ts';
import { suggestFilter } from '../suggest.ts';

/** Looked at for a suggestion. */
const MOST_NAMES = 20_000;
/** ms that a preview may take. */
const PATIENCE = 250;
/** Parts of a row; of each, the calls from its begin on are looked at. */
const PARTS = 10;
const STRIDE = 256;
const NAMES: readonly string[] = ['label', 'op', 'State', 'Symbol', 'Function'];

export function suggestCalls(parent: FlameChart, text: string): readonly string[] {
  const keys = keysOf(parent);
  return suggestFilter(text, keys, (field) => valuesOf(parent, keysNamed(field, keys)[0] ?? ''));
}

function keysOf(parent: FlameChart): readonly string[] {
  const { keys, namedOnly } = parent.stacks()[0]?.index.filterKeys ?? CALL_SHAPE;
  return [...keys, ...namedOnly];
}

/** Undefined where there is no filter, or it can't be read. */
export async function previewCalls(parent: FlameChart, filter: unknown): Promise<Preview | undefined> {
  const parsed = typeof filter === 'string' ? unlessRefused(() => parseFilters([filter])[0]) : undefined;
  if (parsed === undefined) return undefined;
  const keys = keysOf(parent);
  const unknown = parsed.fields.find((field) => keysNamed(field, keys).length === 0);
  if (unknown !== undefined) return { text: `Calls have no field “${unknown}”.` };
  const { calls, matching, all } = await sampled(parent, parsed);
  const those = `${calls.toLocaleString('en')} calls${all ? '' : ' looked at'}`;
  return { text: `${matching.toLocaleString('en')} of ${those} match.` };
}

/** Looks at calls from all parts of each row, so that every thread and time has its say. */
async function sampled(parent: FlameChart, filter: ParsedFilter) {
  const rows = parent
    .stacks()
    .flatMap(({ trace, index }) => [...index.rows()].map((row) => callGraphRow(trace, index, row)));
  const deadline = performance.now() + PATIENCE;
  const pace = new Pace();
  const test = new StateTest(filter);
  let [calls, matching, all, left] = [0, 0, parent.status !== 'RUNNING', PARTS * rows.length];
  for (const row of rows) {
    const { states } = row;
    const { count } = states;
    test.enter(row);
    for (let part = 0; part < PARTS; part++, left--) {
      const now = performance.now();
      if (now > deadline) return { calls, matching, all: false };
      const until = now + (deadline - now) / left;
      const end = Math.floor(((part + 1) * count) / PARTS);
      for (let i = Math.floor((part * count) / PARTS); i < end; i++, calls++) {
        if (calls % STRIDE === STRIDE - 1) {
          await pace.pause();
          if (performance.now() > until) {
            all = false;
            break;
          }
        }
        if (test.matches(states.start(i), states.end(i), states.value(i))) matching++;
      }
    }
  }
  return { calls, matching, all };
}

function* valuesOf(parent: FlameChart, field: string): Generator<string> {
  const told = new Set<string>();
  const isNew = (text: string | undefined): text is string => {
    if (text === undefined || text === '' || told.has(text)) return false;
    told.add(text);
    return true;
  };
  for (const { trace, index } of parent.stacks()) {
    if (field === 'trace' && isNew(trace.name)) yield trace.name;
    if (NAMES.includes(field)) {
      for (let value = 0; value < index.functions.size && told.size < MOST_NAMES; value++) {
        const name = index.functions.label(value);
        if (isNew(name)) yield name;
      }
    }
    for (const process of index.processes) {
      const ofProcess = field === 'Process' ? process.name : field === 'PID' ? process.pid : undefined;
      if (isNew(ofProcess)) yield ofProcess;
      for (const track of process.tracks) {
        const named = field === 'Thread' || field === 'thread-name';
        const ofTrack = named ? track.name : field === 'TID' ? track.tid : undefined;
        if (isNew(ofTrack)) yield ofTrack;
      }
    }
  }
}
