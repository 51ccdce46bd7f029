/**
 * What a trace says of itself, named as Trace Compass names it: the environment (texts keep their quotes), the clock's
 * offset in ns and its ns per cycle, and the host; and what CTF 2 tells beyond: the clock's origin if it is not the Unix
 * epoch, its random and systematic error in cycles.
 */
import type { Clock } from './clock.ts';
import type { TraceClass } from './trace-class.ts';

export function propertiesOf(trace: TraceClass): Map<string, string> {
  const properties = new Map<string, string>();
  for (const [key, value] of trace.environment)
    properties.set(key, typeof value === 'string' ? `"${value}"` : `${value}`);
  const clock = mainClock(trace);
  if (clock) {
    const scale = 1e9 / Number(clock.frequency);
    properties.set('clock_offset', clock.at(0n).toString());
    properties.set('clock_scale', Number.isInteger(scale) ? scale.toFixed(1) : String(scale));
  }
  const { origin, precision, accuracy } = clock?.declared ?? {};
  if (origin !== undefined && origin !== 'unix-epoch') properties.set('clock_origin', `"${origin}"`);
  if (precision !== undefined) properties.set('clock_precision', String(precision));
  if (accuracy !== undefined) properties.set('clock_accuracy', String(accuracy));
  const host = hostIdOf(trace);
  if (host !== undefined) properties.set('host ID', `"${host}"`);
  return properties;
}

/** The clock's UUID, which tracers of one machine share; else the name of the host. */
export function hostIdOf(trace: TraceClass): string | undefined {
  const host = mainClock(trace)?.declared.uid ?? trace.environment.get('hostname');
  return host?.toString();
}

function mainClock(trace: TraceClass): Clock | undefined {
  return (
    trace.streams.map(({ clock }) => clock).find(({ declared }) => declared.key !== '') ??
    trace.clocks.values().next().value
  );
}
