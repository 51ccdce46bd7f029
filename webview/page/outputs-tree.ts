/** The outputs as the server's parent and child: each with its depth, in the server's order. Circles end as roots. */
import type { OutputInfo } from '../../client/messages.ts';

export interface OutputRow {
  readonly output: OutputInfo;
  readonly depth: number;
}

export function outputRows(outputs: readonly OutputInfo[]): OutputRow[] {
  const known = new Map(outputs.map((output) => [output.id, output]));
  const children = new Map<string | undefined, OutputInfo[]>();
  for (const output of outputs) {
    const parent = endsInRoot(output, known) ? output.parentId : undefined;
    const key = parent !== undefined && known.has(parent) ? parent : undefined;
    children.set(key, [...(children.get(key) ?? []), output]);
  }
  const rows: OutputRow[] = [];
  const stack = (children.get(undefined) ?? []).map((output) => ({ output, depth: 0 })).reverse();
  for (let row = stack.pop(); row; row = stack.pop()) {
    rows.push(row);
    const { output, depth } = row;
    stack.push(...(children.get(output.id) ?? []).map((child) => ({ output: child, depth: depth + 1 })).reverse());
  }
  return rows;
}

function endsInRoot(output: OutputInfo, known: ReadonlyMap<string, OutputInfo>): boolean {
  let at: OutputInfo | undefined = output;
  for (let steps = 0; at?.parentId !== undefined; steps++) {
    if (steps > known.size) return false;
    at = known.get(at.parentId);
  }
  return true;
}
