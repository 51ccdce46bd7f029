/** State machines: their states, the ways between them, and where a scenario begins. */
import type { XmlElement } from './elements.ts';
import type { Fsm, Transition } from './pattern-parts.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  distinctIds,
  idsOf,
  isTrue,
  placeOf,
  type Scope,
  splitIds,
} from './scope.ts';

/** The ids that transitions may name. */
export interface Known {
  readonly tests: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

export function readFsm(element: XmlElement, known: Known, scope: Scope): Fsm {
  const states = childrenOf(element, 'state');
  const final = childOf(element, 'final');
  const all = final === undefined ? states : [...states, final];
  distinctIds(all, scope.problems, { what: 'state' });
  const targets = idsOf(all);
  return {
    ...placeOf(element),
    id: attributeOf(element, 'id'),
    multiple: isTrue(element, 'multiple', true),
    consuming: isTrue(element, 'consuming', true),
    preconditions: childrenOf(element, 'precondition').map((precondition) => {
      for (const name of ['target', 'action', 'saveStoredFields', 'clearStoredFields']) {
        if (precondition.attributes.has(name)) {
          scope.problems.warn(precondition, `${name} of <precondition> has no effect: it has only event and cond.`);
        }
      }
      return readTransition(precondition, known, scope);
    }),
    initial: readInitial(element, targets, known, scope),
    states: states.map((state) => ({
      ...placeOf(state),
      id: attributeOf(state, 'id'),
      onEntry: readActions(childOf(state, 'onentry'), known, scope),
      onExit: readActions(childOf(state, 'onexit'), known, scope),
      transitions: readTransitions(state, targets, known, scope),
    })),
    ...(final === undefined ? {} : { final: attributeOf(final, 'id') }),
  };
}

/** `initialState` counts most, then the attribute `initial`, then the element `initial`, of which only the target counts; else the first state. */
function readInitial(element: XmlElement, targets: ReadonlySet<string>, known: Known, scope: Scope): Fsm['initial'] {
  const own = childOf(element, 'initialState');
  const named = attributeOf(element, 'initial');
  const initial = childOf(element, 'initial');
  if (named !== '') scope.mustKnow(element, 'state', named, targets);
  const ways = initial === undefined ? [] : readTransitions(initial, targets, known, scope);
  if (own !== undefined) return readTransitions(own, targets, known, scope);
  const first = named || ways[0]?.target || attributeOf(childOf(element, 'state') ?? element, 'id');
  if (childOf(element, 'state') === undefined) scope.problems.add(element, 'An fsm needs a state or an initialState.');
  return first;
}

function readTransitions(
  element: XmlElement,
  targets: ReadonlySet<string>,
  known: Known,
  scope: Scope,
): readonly Transition[] {
  return childrenOf(element, 'transition').flatMap((transition) => {
    const read = readTransition(transition, known, scope);
    const { target } = read;
    if (target === undefined) scope.problems.add(transition, 'A transition needs a target.');
    else if (targets.has(target)) return [read];
    else scope.problems.warn(transition, `There is no state ${target}: the transition is never taken.`);
    return [];
  });
}

function readTransition(element: XmlElement, known: Known, scope: Scope): Transition {
  const tests = splitIds(attributeOf(element, 'cond'));
  const target = attributeOf(element, 'target');
  for (const test of tests) scope.mustKnow(element, 'test', test, known.tests);
  return {
    ...placeOf(element),
    events: attributeOf(element, 'event')
      .split('|')
      .filter((name) => name !== ''),
    tests,
    ...(target === '' ? {} : { target }),
    actions: readActions(element, known, scope),
    saveStoredFields: isTrue(element, 'saveStoredFields'),
    clearStoredFields: isTrue(element, 'clearStoredFields'),
  };
}

function readActions(element: XmlElement | undefined, { actions }: Known, scope: Scope): readonly string[] {
  if (element === undefined) return [];
  const ids = splitIds(attributeOf(element, 'action'));
  for (const id of ids) scope.mustKnow(element, 'action', id, actions);
  return ids;
}
