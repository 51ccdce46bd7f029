/**
 * Tests that tell at once which scenarios can pass them: where an attribute of the scenario must equal a value that is the
 * same for all scenarios, such as "the thread that runs is the scenario's". By these, scenarios are looked up instead of
 * being asked one after the other.
 */
import type { AttributePath, Condition, Operand, Pattern, StateChange } from '../document.ts';
import type { Compiler, Find, Read } from './compiler.ts';

export interface OwnKey {
  /** The same for all keys by the same attribute. */
  readonly name: string;
  /** The attribute of the scenario at hand. */
  readonly find: Find;
  /** What it must equal. */
  readonly read: Read;
}

/** Undefined where a condition is not of that kind. Of several that must hold, one is enough. */
export function ownKey(condition: Condition | undefined, compiler: Compiler): OwnKey | undefined {
  if (condition?.kind === 'and') {
    for (const one of condition.of) {
      const key = ownKey(one, compiler);
      if (key !== undefined) return key;
    }
  }
  if (condition?.kind !== 'compare' || condition.operator !== 'eq') return undefined;
  const right: Operand = { kind: 'value', value: condition.right };
  return keyBy(condition.left, right, compiler) ?? keyBy(right, condition.left, compiler);
}

function keyBy(own: Operand, other: Operand, compiler: Compiler): OwnKey | undefined {
  const path = pathOf(own);
  const name = path && ownName(path, compiler);
  if (path === undefined || name === undefined || !isCommon(other, compiler)) return undefined;
  return { name, find: compiler.finding(path), read: compiler.readingOperand(other) };
}

function pathOf(operand: Operand): AttributePath | undefined {
  if (operand.kind === 'attribute') return operand.path;
  if (operand.kind === 'field') return undefined;
  const { type, stack, mappingGroup, forcedType, path } = operand.value;
  const isPlain = type === 'query' && stack === undefined && mappingGroup === undefined && forcedType === undefined;
  return isPlain ? path : undefined;
}

/** Of a path from the scenario on by names that are written there. */
function ownName(path: AttributePath, compiler: Compiler): string | undefined {
  const steps = compiler.steps(path);
  const names = steps.map((step) => (step.type === 'constant' ? step.value : undefined));
  return names[0] === '#CurrentScenario' && names.every((name) => name !== undefined) ? names.join('/') : undefined;
}

function isCommon(operand: Operand, compiler: Compiler): boolean {
  if (operand.kind === 'field') return true;
  if (operand.kind === 'attribute') return isCommonPath(operand.path, compiler);
  const { type, mappingGroup } = operand.value;
  return type !== 'script' && mappingGroup === undefined && isCommonPath(operand.value.path, compiler);
}

function isCommonPath(path: AttributePath, compiler: Compiler): boolean {
  return compiler.steps(path).every((step) => {
    if (step.type === 'query') return isCommonPath(step.path, compiler);
    return step.type !== 'pool' && !(step.type === 'constant' && step.value === '#CurrentScenario');
  });
}

/** Whether attributes of a scenario change only while it takes a transition: else nothing could be looked up by them. */
export function keepsToItself({ actions }: Pattern, compiler: Compiler): boolean {
  const isTame = (change: StateChange): boolean => {
    if (change.kind === 'conditional') {
      return isTame(change.whenTrue) && (change.whenFalse === undefined || isTame(change.whenFalse));
    }
    const names = compiler.steps(change.path).map((step) => (step.type === 'constant' ? step.value : undefined));
    if (names.includes('#CurrentScenario')) return change.futureTime === undefined;
    return names[0] !== undefined && names[0] !== 'scenarios';
  };
  return actions.every(({ steps }) => steps.every((step) => step.kind !== 'stateChange' || isTame(step.change)));
}
