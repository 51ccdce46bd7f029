/** Lets the first analysis of a document work on a trace written as text, and writes what it found as text. */
import { StringTable } from '../../../index/string-table.ts';
import { type FakeOptions, fakeReader } from '../../testing/fake-reader.ts';
import { opened } from '../../testing/opened.ts';
import { DataDrivenModule } from '../data-driven-module.ts';
import { parseDocument } from '../document.ts';
import { Scripts } from '../running/scripts.ts';

/** `body`: what stands in `tmfxml`. `words`: see `fakeReader`. */
export async function ran(body: string, words: string, options: FakeOptions = {}): Promise<DataDrivenModule> {
  const { stateProviders, patterns } = parseDocument(`<tmfxml>${body}</tmfxml>`);
  const reader = fakeReader(words, { batchSize: 3, ...options });
  const trace = (await opened(reader)).experiment.traces[0]!;
  const strings = new StringTable();
  const part = (stateProviders[0] ?? patterns[0])!;
  const scripts = part.hasScripts ? await Scripts.load() : undefined;
  const module = new DataDrivenModule(part, trace, strings, scripts);
  for await (const batch of reader.scan(0, trace.events, module.requests, strings)) module.consume(batch, batch.fields);
  await module.finish(trace.lastTime);
  return module;
}

/** One state provider with these event handlers. */
export function provider(handlers: string, before = ''): string {
  return `<stateProvider id="sp" version="1">${before}${handlers}</stateProvider>`;
}

/** `path: value[start-end] value[start-` of each attribute that was ever something, in order of appearance. */
export function shown({ store }: DataDrivenModule): string[] {
  const rows: string[] = [];
  for (let attribute = 1; attribute < store.size; attribute++) {
    const states = store.states(attribute);
    if (states === undefined || (states.count === 0 && !states.isOpen)) continue;
    const texts = Array.from(
      { length: states.count },
      (_, i) => `${store.values.text(states.value(i))}[${states.start(i)}-${states.end(i)}]`,
    );
    if (states.isOpen) texts.push(`${store.values.text(states.openValue)}[${states.openStart}-`);
    rows.push(`${store.path(attribute).join('/')}: ${texts.join(' ')}`);
  }
  return rows;
}

/** `name[start-end] field=value …` of each segment, in order of the ends. */
export function segmentsOf({ segments }: DataDrivenModule): string[] {
  const { index, aspects } = segments!;
  return Array.from({ length: index.length }, (_, i) => {
    const fields = aspects.slice(1).map(({ name, value, text }) => {
      const number = value(index, i);
      return ` ${name}=${Number.isNaN(number) ? '' : (text?.(number) ?? number)}`;
    });
    return `${segments!.label(index.name(i))}[${index.start(i)}-${index.end(i)}]${fields.join('')}`;
  });
}
