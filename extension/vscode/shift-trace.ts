/**
 * Moves a trace in time: asks by how much, proposes what would align traces of one machine where the server knows it. The
 * offset is the trace's as a whole, not a step from where it is now.
 */
import { type QuickPickItem, window } from 'vscode';
import type { TspSession } from '../../client/session/tsp-session.ts';
import { Cancelled } from './failures.ts';
import { offsetText, parseOffset } from './offset-text.ts';
import type { TraceNode } from './traces-tree.ts';

/** Resolves when the server shows it so. */
export async function shiftTrace(session: TspSession, { experiment, trace }: TraceNode): Promise<void> {
  const known = await session.client.offsets(experiment.uuid);
  if (!known) throw new Error('This trace server does not move traces.');
  const now = BigInt(known.offsets[trace.uuid] ?? '0');
  const proposal = known.proposals[trace.uuid];
  const aligned = experiment.traces.find(({ uuid }) => uuid === proposal?.alignedWith)?.name;
  const offset = proposal
    ? await choose(trace.name, now, BigInt(proposal.offset), aligned)
    : await ask(trace.name, now);
  await session.client.setOffsets(experiment.uuid, { [trace.uuid]: String(offset) });
}

export async function resetShift(session: TspSession, { experiment, trace }: TraceNode): Promise<void> {
  await session.client.setOffsets(experiment.uuid, { [trace.uuid]: '0' });
}

async function choose(name: string, now: bigint, proposed: bigint, other = 'the other trace'): Promise<bigint> {
  const align: QuickPickItem = {
    label: `$(symbol-ruler) Align with ${other}`,
    detail: `Shift by ${offsetText(proposed)}: the clocks of one machine then agree.`,
  };
  const type: QuickPickItem = { label: '$(edit) Type an offset…' };
  const choice = await window.showQuickPick([align, type], { title: `Shift ${name} in time` });
  if (!choice) throw new Cancelled();
  return choice === align ? proposed : ask(name, now);
}

async function ask(name: string, now: bigint): Promise<bigint> {
  const typed = await window.showInputBox({
    title: `Shift ${name} in time`,
    prompt: 'How much later than it says the trace is shown: 1.5 ms, -20 us, 3 s, 400 ns. 0 puts it back.',
    value: now === 0n ? '' : offsetText(now),
    placeHolder: '1.5 ms',
    validateInput: (text) =>
      text.trim() === '' || parseOffset(text) !== undefined
        ? undefined
        : 'A number with a unit: s, ms, us or ns, as in -1.5 ms',
  });
  const offset = typed === undefined ? undefined : parseOffset(typed);
  if (offset === undefined) throw new Cancelled();
  return offset;
}
