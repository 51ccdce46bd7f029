/** States for tests, written as text: `statesFromText({ 7: 'A[0-10] B[20-30]' })` is entry 7 with two states. */
import type { States } from '../../../client/messages.ts';

export function statesFromText(rows: Readonly<Record<number, string>>): States {
  const ids: number[] = [];
  const offsets = [0];
  const start: number[] = [];
  const end: number[] = [];
  const label: number[] = [];
  const labels: string[] = [];
  for (const [id, text] of Object.entries(rows)) {
    ids.push(Number(id));
    for (const [, name, from, to] of text.matchAll(/(\w+)\[(\d+)-(\d+)\]/g)) {
      if (!labels.includes(name!)) labels.push(name!);
      label.push(labels.indexOf(name!));
      start.push(Number(from));
      end.push(Number(to));
    }
    offsets.push(start.length);
  }
  return {
    status: 'COMPLETED',
    rows: Float64Array.from(ids),
    offsets: Uint32Array.from(offsets),
    start: Float64Array.from(start),
    end: Float64Array.from(end),
    look: Uint32Array.from(label),
    looks: labels.map((label) => ({ label })),
    tags: new Uint8Array(start.length),
  };
}
