/** What a filter may say in a lane of this kind, for its empty field: with fields that its states or lines have. */
import type { OutputInfo } from '../../client/messages.ts';

const EXAMPLES: readonly (readonly [idHas: RegExp, example: string])[] = [
  [/SegmentStoreTable/, 'Duration > 1ms'],
  [/ThreadStatus/, 'TID == 1234'],
  [/ResourcesStatus/, 'Process == bash'],
  [/CriticalPath/, 'Duration > 1ms && Process == bash'],
  [/StateSystem/, 'label == 1'],
  [/EventTable/, '"Event type" == sched_switch'],
];

export function filterExample({ id, type }: Pick<OutputInfo, 'id' | 'type'>): string {
  const own = EXAMPLES.find(([idHas]) => idHas.test(id))?.[1];
  return own ?? (type === 'TABLE' ? 'Duration > 1ms' : 'Duration > 10ms && label contains parse');
}
