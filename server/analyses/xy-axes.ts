/** The axes that XY outputs have in common. */
import type { SampleTimes } from '../index/sample-times.ts';
import type { XYAxis } from './output.ts';

export function timeAxis(times: SampleTimes): XYAxis {
  return {
    label: 'Time',
    unit: 'ns',
    dataType: 'TIMESTAMP',
    axisDomain: { type: 'range', start: times.start, end: times.end },
  };
}

export function eventsAxis(label: string): XYAxis {
  return { label, unit: '', dataType: 'NUMBER' };
}
