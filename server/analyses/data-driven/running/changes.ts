/**
 * Changes of state as functions of the event at hand.
 *
 * A change is skipped where its attribute is not told by the event; a value that the event lacks is null. `increment` adds
 * to the present number, or to 0, and what is absent adds nothing. A stack is an attribute that holds its depth, null when empty, with a child for each level,
 * `1` at the bottom. `delete` makes the attribute and all below it null. A `futureTime` (since the epoch) in the past, or
 * that is no number, makes the change void.
 */
import { NOWHERE } from '../attribute-store.ts';
import type { Assignment, StateChange, StateValue } from '../document.ts';
import { ABSENT, DOUBLE, INT, LONG, NOTHING, NULL, TypedValue } from '../state-values.ts';
import type { Compiler, Find } from './compiler.ts';
import { holding } from './conditions.ts';
import type { FutureChanges } from './future-changes.ts';
import { tooMuch } from './too-much.ts';

export type Run = () => void;

const INT_RANGE = 2 ** 31;

export function changing(change: StateChange, compiler: Compiler, future: FutureChanges): Run {
  if (change.kind === 'assignment') return assigning(change, compiler, future);
  const holds = holding(change.condition, compiler);
  const whenTrue = changing(change.whenTrue, compiler, future);
  const whenFalse = change.whenFalse && changing(change.whenFalse, compiler, future);
  return () => {
    if (holds()) whenTrue();
    else whenFalse?.();
  };
}

function assigning(change: Assignment, compiler: Compiler, future: FutureChanges): Run {
  const { path, value, futureTime } = change;
  const { store, fields } = compiler;
  const { event } = fields;
  if (value.type === 'delete') {
    const find = compiler.finding(path);
    return () => {
      const attribute = find();
      if (attribute !== NOWHERE) store.clear(attribute, event.time);
    };
  }
  if (value.stack !== undefined) return stacking(value, compiler, path);
  const find = compiler.adding(path);
  const read: ReturnType<typeof incrementing> = value.increment
    ? incrementing(value, compiler)
    : compiler.reading(value);
  const readTime = futureTime && compiler.reading(futureTime);
  const [held, time] = [new TypedValue(), new TypedValue()];
  return () => {
    const attribute = find();
    if (attribute === NOWHERE) return;
    read(held, attribute);
    if (held.kind === ABSENT && value.increment) return;
    const code = store.values.encode(held);
    if (value.update) store.update(attribute, code);
    else if (readTime === undefined) store.change(attribute, event.time, code);
    else {
      readTime(time);
      const at = compiler.timeIn(time);
      if (at === event.time) store.change(attribute, at, code);
      else if (at > event.time && !future.add(at, attribute, code)) {
        throw tooMuch(change, `there are more than ${future.size} changes in the future at a time`);
      }
    }
  };
}

/** What the attribute becomes by the increment. */
function incrementing(value: StateValue, compiler: Compiler): (into: TypedValue, attribute: number) => void {
  const read = compiler.reading(value);
  const { store } = compiler;
  const before = new TypedValue();
  return (into, attribute) => {
    read(into);
    if (into.kind !== INT && into.kind !== LONG && into.kind !== DOUBLE) return;
    store.values.decode(store.now(attribute), before);
    if (before.kind !== INT && before.kind !== LONG && before.kind !== DOUBLE) return;
    into.number += before.number;
    if (before.kind === DOUBLE) into.kind = DOUBLE;
    if (into.kind === INT && (into.number >= INT_RANGE || into.number < -INT_RANGE)) into.kind = LONG;
  };
}

function stacking(value: StateValue, compiler: Compiler, path: Assignment['path']): Run {
  const { store, names } = compiler;
  const { event } = compiler.fields;
  const held = new TypedValue();
  const depthOf = (stack: number): number => {
    store.values.decode(store.now(stack), held);
    return held.kind === INT && held.number > 0 ? held.number : 0;
  };
  const setDepth = (stack: number, depth: number): void => {
    held.kind = INT;
    held.number = depth;
    store.change(stack, event.time, depth === 0 ? NULL : store.values.encode(held));
  };
  if (value.stack !== 'push')
    return popping(value.stack === 'popAll', compiler.finding(path), depthOf, setDepth, compiler);
  const find = compiler.adding(path);
  const read = compiler.reading(value);
  return () => {
    const stack = find();
    if (stack === NOWHERE) return;
    read(held);
    const code = held.kind <= NOTHING ? NULL : store.values.encode(held);
    const depth = depthOf(stack) + 1;
    const level = store.addChild(stack, names.ofNumber(depth));
    if (level === NOWHERE) throw tooMuch(value, `there are more than ${store.size} attributes`);
    store.change(level, event.time, code);
    setDepth(stack, depth);
  };
}

function popping(
  all: boolean,
  find: Find,
  depthOf: (stack: number) => number,
  setDepth: (stack: number, depth: number) => void,
  { store, names, fields: { event } }: Compiler,
): Run {
  return () => {
    const stack = find();
    const depth = stack === NOWHERE ? 0 : depthOf(stack);
    if (depth === 0) return;
    const left = all ? 0 : depth - 1;
    for (let d = depth; d > left; d--) {
      const level = store.childNamed(stack, names.ofNumber(d));
      if (level !== NOWHERE) store.clear(level, event.time);
    }
    setDepth(stack, left);
  };
}
