/** What a document adds to an experiment over fake traces, for tests. */
import type { TraceReader } from '../../../../formats/reader.ts';
import type { Output } from '../../../output.ts';
import { NEVER, opened, rowIds, statesText, treeText, window } from '../../../testing/opened.ts';
import { parseDocument } from '../../document.ts';
import { DocumentOutputs } from '../document-outputs.ts';

export async function provided(inner: string, ...readers: TraceReader[]): Promise<readonly Output[]> {
  const { experiment } = await opened(...readers);
  return new DocumentOutputs(experiment, parseDocument(`<tmfxml>${inner}</tmfxml>`), (id) => ({
    id,
    mark: '',
  })).outputs();
}

/** Asks for its tree until nothing more comes. */
export async function complete(output: Output): Promise<Output> {
  do {
    await output.tree?.({ extra: {} }, NEVER);
    await new Promise((resolve) => setImmediate(resolve));
  } while (output.status === 'RUNNING');
  if (output.status !== 'COMPLETED') throw new Error(`${output.descriptor.name}: ${output.statusMessage}`);
  return output;
}

/** Of a time graph over [0, end]: a line for each entry, with its states where it has any. */
export async function graphText(output: Output, end: number): Promise<string[]> {
  await complete(output);
  const tree = await output.tree!({ extra: {} }, NEVER);
  const ids = rowIds(tree);
  const { looks, rows } = await output.states!(window(0, end, end + 1, ids), NEVER);
  const states = new Map(rows.map((row) => [row.entryId, statesText({ looks, rows: [row] })[0]]));
  return treeText(tree).map((line, i) => `${line} ${states.get(tree.entries[i]!.id) ?? ''}`.trimEnd());
}

/** A state provider with one handler, each change `path: value` with steps as `constant` or `{field}`, values likewise, or `null`. */
export function stateProvider(id: string, event: string, ...changes: string[]): string {
  const step = (text: string): string =>
    text.startsWith('{')
      ? `<stateAttribute type="eventField" value="${text.slice(1, -1)}"/>`
      : `<stateAttribute type="constant" value="${text}"/>`;
  const value = (text: string): string => {
    if (text === 'null') return '<stateValue type="null"/>';
    if (text.startsWith('{')) return `<stateValue type="eventField" value="${text.slice(1, -1)}"/>`;
    return `<stateValue type="${/^-?\d+$/.test(text) ? 'int' : 'string'}" value="${text}"/>`;
  };
  const change = (text: string): string => {
    const [path, to] = text.split(': ') as [string, string];
    return `<stateChange>${path.split('/').map(step).join('')}${value(to)}</stateChange>`;
  };
  return `<stateProvider id="${id}" version="1"><head><label value="${id} label"/></head>
    <eventHandler eventName="${event}">${changes.map(change).join('')}</eventHandler></stateProvider>`;
}
