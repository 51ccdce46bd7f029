/** What XY outputs have in common: axes, and lines over time. */
import type { SampleTimes } from '../index/sample-times.ts';
import type { XYAxis, XYSeries } from './output.ts';

export function timeAxis(times: SampleTimes): XYAxis {
  return {
    label: 'Time',
    unit: 'ns',
    dataType: 'TIMESTAMP',
    axisDomain: { type: 'range', start: times.start, end: times.end },
  };
}

export function numberAxis(label: string): XYAxis {
  return { label, unit: '', dataType: 'NUMBER' };
}

/** All of a line's series but its name, its values and their axis. */
export function lineOver(times: SampleTimes): Pick<XYSeries, 'style' | 'xValues' | 'xAxis'> {
  return { style: { values: { 'series-type': 'line' } }, xValues: times, xAxis: timeAxis(times) };
}
