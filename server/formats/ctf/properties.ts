/**
 * What a trace says of itself, named as Trace Compass names it: the environment (texts keep their quotes), the clock's
 * offset in ns and its ns per cycle, and the host.
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
  const host = hostIdOf(trace);
  if (host !== undefined) properties.set('host ID', `"${host}"`);
  return properties;
}

/** The clock's UUID, which tracers of one machine share; else the name of the host. */
export function hostIdOf(trace: TraceClass): string | undefined {
  const host = mainClock(trace)?.uuid ?? trace.environment.get('hostname');
  return host?.toString();
}

function mainClock(trace: TraceClass): Clock | undefined {
  return trace.streams.map(({ clock }) => clock).find(({ name }) => name !== '') ?? trace.clocks.values().next().value;
}
