/** An attribute's values as a row of a time graph: what each state is called, and how it is coloured. */
import { StateRow } from '../../index/state-row.ts';
import type { StepSeries } from '../../index/step-series.ts';
import type { Attribute } from '../attributes.ts';
import type { IndexedTrace } from '../indexed-trace.ts';
import { styleKey } from '../name-style.ts';
import type { Looks } from '../time-graph/look-table.ts';
import { type GraphRow, stateKeys } from '../time-graph/state-test.ts';

type AttributeValues = NonNullable<Attribute['values']>;

const KEYS = stateKeys([], ['Attribute Path']);

/** `path`: of the attribute, as filters and tooltips have it. `samples`: the times asked about, ns since the trace's base; of steps, those that hold at a sample are in the row. */
export function attributeRow(
  trace: IndexedTrace,
  values: AttributeValues,
  path: string,
  looks: Looks,
  samples: () => Float64Array,
): GraphRow {
  const states = 'states' in values ? values.states : steppedRow(values.steps, samples(), trace.now);
  return { trace, states, looks, subject: { ...KEYS, values: (key) => (key === 'Attribute Path' ? path : undefined) } };
}

/** Values of a row of steps are the numbers of the steps. */
export function attributeLooks(values: AttributeValues): Looks {
  const text = 'states' in values ? values.text : (step: number) => String(values.steps.value.data[step]!);
  return {
    look: (value) => {
      const label = text(value);
      return { label, style: styleKey(label) };
    },
  };
}

/** What the attribute holds at a time; undefined if nothing. */
export function valueAt(values: AttributeValues, time: number): string | undefined {
  if ('steps' in values) {
    const step = values.steps.countUpTo(time) - 1;
    return step < 0 ? undefined : String(values.steps.value.data[step]!);
  }
  const { states, text } = values;
  const i = states.covering(time);
  if (i < 0) return undefined;
  return text(i === states.count ? states.openValue : states.value(i));
}

function steppedRow(steps: StepSeries, samples: Float64Array, now: number): StateRow {
  const row = new StateRow();
  let last = -1;
  for (const time of samples) {
    const step = steps.countUpTo(time) - 1;
    if (step === last || time >= now) continue;
    last = step;
    const end = step + 1 < steps.length ? steps.time.data[step + 1]! : now;
    row.push(steps.time.data[step]!, end, step);
  }
  return row;
}
