/**
 * Trace Event files for tests, from a few words: one line an event.
 *
 *     pid/tid phase time[+duration] name key=value… {args}
 *
 *     1/2 X 10+5 paint cat=gpu {"frame":1}
 *     1/2 b 12.5 load cat=net id=0x1
 *     1/2 M - thread_name {"name":"main"}
 *
 * Times are microseconds, as they stand; `-` leaves one out. A value that is JSON stands as it is (`id=1` is a number,
 * `id2={"local":"0x1"}` an object), any other is a string. Names and values contain no spaces.
 */
export function traceEventLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').map(eventJson);
}

/** The array form. */
export function traceEventArray(text: string): string {
  return `[\n${traceEventLines(text).join(',\n')}\n]`;
}

/** The object form; `rest` are further keys. */
export function traceEventObject(text: string, rest: Readonly<Record<string, unknown>> = {}): string {
  const keys = Object.entries(rest).map(([key, value]) => `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{"traceEvents":[\n${traceEventLines(text).join(',\n')}\n]${keys.join('')}}`;
}

function eventJson(line: string): string {
  const [, thread, phase, time, name, keys = '', args] =
    /^(\S+) (\S) (\S+) (\S+)((?: [A-Za-z]\w*=\S+)*)(?: (\{.*\}))?$/.exec(line) ?? [];
  if (thread === undefined || time === undefined) throw new Error(`no event: ${line}`);
  const [pid, tid] = thread.split('/');
  const [ts, dur] = time.split('+');
  const fields = [`"name":${JSON.stringify(name)}`, `"ph":${JSON.stringify(phase)}`];
  if (ts !== '-') fields.push(`"ts":${ts}`);
  if (dur !== undefined) fields.push(`"dur":${dur}`);
  fields.push(`"pid":${value(pid)}`, `"tid":${value(tid)}`);
  for (const pair of keys.split(' ').filter((key) => key !== '')) {
    const equals = pair.indexOf('=');
    fields.push(`${JSON.stringify(pair.slice(0, equals))}:${value(pair.slice(equals + 1))}`);
  }
  if (args !== undefined) fields.push(`"args":${args}`);
  return `{${fields.join(',')}}`;
}

function value(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch {
    return JSON.stringify(text);
  }
}
