/**
 * The outputs as a tree: the server's parent and child, in the server's order. Those without a parent that are several answers
 * of one analysis ("System Call Latency - Latency Table", "… - Latency vs Time") stand below its name, which is no output
 * itself, so that forty of them can be seen over; and what has a parent does not repeat its name. Circles end as roots.
 */
import type { OutputInfo } from './messages.ts';

export interface OutputItem {
  readonly id: string;
  readonly label: string;
  /** Absent for a name that only groups others. */
  readonly output: OutputInfo | undefined;
  readonly children: readonly OutputItem[];
}

/** "Analysis - answer", "Analysis: answer". */
const PARTS = /^(\S.*?)(?: - |: )(\S.*)$/;

export function nameParts(name: string): { readonly analysis: string; readonly answer: string } | undefined {
  const match = PARTS.exec(name);
  return match ? { analysis: match[1]!, answer: match[2]! } : undefined;
}

export function outputTree(outputs: readonly OutputInfo[]): readonly OutputItem[] {
  const known = new Map(outputs.map((output) => [output.id, output]));
  const below = Map.groupBy(outputs, (output) => parentOf(output, known));
  const roots = below.get(undefined) ?? [];
  const groups = Map.groupBy(roots, ({ name }) => nameParts(name)?.analysis);
  const item = (output: OutputInfo, label = output.name): OutputItem => ({
    id: output.id,
    label,
    output,
    children: (below.get(output.id) ?? []).map((child) => item(child, partOf(output, child))),
  });
  const done = new Set<string>();
  return roots.flatMap((output): OutputItem[] => {
    const analysis = nameParts(output.name)?.analysis;
    const members = groups.get(analysis) ?? [];
    if (analysis === undefined || members.length < 2) return [item(output)];
    if (done.has(analysis)) return [];
    done.add(analysis);
    const children = members.map((member) => item(member, nameParts(member.name)?.answer));
    return [{ id: `group ${analysis}`, label: analysis, output: undefined, children }];
  });
}

/** The output that another was made of: ids of derived outputs are made of its id and the configuration's. */
export function madeFrom(outputId: string, configurationId: string): string | undefined {
  const end = `:${configurationId}`;
  return outputId.endsWith(end) ? outputId.slice(0, -end.length) : undefined;
}

/** What stands below an output need not repeat its name. */
function partOf({ name }: OutputInfo, child: OutputInfo): string {
  const parts = [' - ', ': '].map((joint) => name + joint).find((begin) => child.name.startsWith(begin)) ?? '';
  return child.name.slice(parts.length) || child.name;
}

/** The tree's rows from above, each with its depth; below an item that is `closed` there are none. */
export function outputRows(
  items: readonly OutputItem[],
  closed: (item: OutputItem) => boolean,
  depth = 0,
): { readonly item: OutputItem; readonly depth: number }[] {
  return items.flatMap((item) => [
    { item, depth },
    ...(closed(item) ? [] : outputRows(item.children, closed, depth + 1)),
  ]);
}

function parentOf(output: OutputInfo, known: ReadonlyMap<string, OutputInfo>): string | undefined {
  const passed = new Set<string>();
  for (let at: OutputInfo | undefined = output; at; at = known.get(at.parentId ?? '')) {
    if (passed.has(at.id)) return undefined;
    passed.add(at.id);
  }
  return known.has(output.parentId ?? '') ? output.parentId : undefined;
}
