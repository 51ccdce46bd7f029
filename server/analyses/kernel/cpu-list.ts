/** CPUs as people write them: "0", "0-2,5". */
import { QueryError } from '../output.ts';

/** More than any kernel can be built for. */
const MOST = 65_536;

/** Undefined, for all CPUs, if the text is blank. Throws a `QueryError` that names the parameter and where it goes wrong. */
export function parseCpuList(text: string, parameter: string): ReadonlySet<number> | undefined {
  if (text.trim() === '') return undefined;
  const cpus = new Set<number>();
  let at = 0;
  for (const item of text.split(',')) {
    const position = at + item.length - item.trimStart().length;
    const refuse = (what: string): never => {
      throw new QueryError(`"${parameter}": ${what}, as in 0-2,5`, parameter, position);
    };
    const shown = item.trim();
    const match = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(shown);
    if (match === null) return refuse(`${shown === '' ? 'a CPU is missing' : `“${shown}” is no CPU`}; write numbers`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    if (first >= MOST || last >= MOST) refuse(`a CPU has a number below ${MOST}`);
    if (last < first) refuse(`“${shown}” ends before it begins; write the lower CPU first`);
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
    at += item.length + 1;
  }
  return cpus;
}

/** The same way round: [0, 1, 2, 5] → "0-2,5". Numbers in order. */
export function formatCpuList(cpus: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const cpu of cpus) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === cpu - 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
