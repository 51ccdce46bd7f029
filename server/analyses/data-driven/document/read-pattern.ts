/** Patterns: what their actions do, and how their state machines go from state to state. */
import type { XmlElement } from './elements.ts';
import { checkActions } from './expansions.ts';
import type { Action, ActionStep, Pattern, SegmentPart } from './pattern-parts.ts';
import type { Problems } from './problems.ts';
import { readAnalysis } from './read-analysis.ts';
import { type Known as KnownParts, readFsm } from './read-fsm.ts';
import { readChange, readCondition, readValue } from './read-values.ts';
import { attributeOf, childOf, childrenOf, distinctIds, idsOf, placeOf, Scope, splitIds } from './scope.ts';

export function readPattern(element: XmlElement, problems: Problems): Pattern {
  const scope = new Scope(element, problems);
  const handler = childOf(element, 'patternHandler') ?? element;
  const prefix = childOf(childOf(element, 'head') ?? element, 'viewLabelPrefix');
  const tests = childrenOf(handler, 'test');
  const actions = definitions(handler);
  const fsms = childrenOf(handler, 'fsm');
  for (const elements of [tests, actions, fsms, childrenOf(element, 'storedField')]) distinctIds(elements, problems);
  const known = { tests: idsOf(tests), actions: idsOf(actions), fsms: idsOf(fsms) };
  const initial = splitIds(attributeOf(handler, 'initial'));
  for (const fsm of initial) scope.mustKnow(handler, 'fsm', fsm, known.fsms);
  const states = new Set(fsms.flatMap((fsm) => [...idsOf(childrenOf(fsm, 'state', 'final')), 'initialState']));
  const read = actions.map((action) => readAction(action, scope, known));
  checkActions(read, problems);
  return {
    ...readAnalysis(element, scope),
    kind: 'pattern',
    ...(prefix === undefined ? {} : { viewLabelPrefix: attributeOf(prefix, 'value') }),
    storedFields: childrenOf(element, 'storedField').map((field) => ({
      ...placeOf(field),
      id: attributeOf(field, 'id'),
      alias: attributeOf(field, 'alias') || attributeOf(field, 'id'),
    })),
    initial,
    tests: tests.map((test) => {
      const condition = childOf(test, 'if');
      for (const { name, since } of elapsedTimes(test)) {
        if (!states.has(since)) problems.add(test, `There is no state ${since}, since which ${name} asks.`);
      }
      return {
        ...placeOf(test),
        id: attributeOf(test, 'id'),
        ...(condition === undefined ? {} : { condition: readCondition(condition, scope) }),
      };
    }),
    actions: read,
    fsms: fsms.map((fsm) => readFsm(fsm, known, scope)),
  };
}

/** The actions that are defined in an element, at any depth: those with something in them, and all on top. */
function definitions(handler: XmlElement): XmlElement[] {
  return childrenOf(handler, 'action').flatMap((action) => [action, ...nested(action)]);
}

function nested(action: XmlElement): XmlElement[] {
  return childrenOf(action, 'action').flatMap((inner) => (inner.children.length > 0 ? [inner, ...nested(inner)] : []));
}

function* elapsedTimes(element: XmlElement): Generator<{ name: string; since: string }> {
  for (const child of element.children) {
    const since = child.attributes.get('since');
    if (since !== undefined) yield { name: child.name, since };
    yield* elapsedTimes(child);
  }
}

function readAction(element: XmlElement, scope: Scope, known: Known): Action {
  return {
    ...placeOf(element),
    id: attributeOf(element, 'id'),
    steps: element.children.flatMap((step): ActionStep[] => {
      const place = placeOf(step);
      const id = attributeOf(step, 'id');
      if (step.name === 'stateChange') return [{ ...place, kind: 'stateChange', change: readChange(step, scope) }];
      if (step.name === 'segment') return [{ ...place, kind: 'segment', segment: readSegment(step, scope) }];
      if (step.name === 'fsmScheduleAction') {
        scope.mustKnow(step, 'fsm', id, known.fsms);
        return [{ ...place, kind: 'schedule', fsm: id }];
      }
      if (step.name !== 'action') return [];
      scope.mustKnow(step, 'action', id, known.actions);
      return [{ ...place, kind: 'action', action: id }];
    }),
  };
}

interface Known extends KnownParts {
  readonly fsms: ReadonlySet<string>;
}

function readSegment(element: XmlElement, scope: Scope): SegmentPart {
  const type = childOf(element, 'segType') ?? element;
  const named = childOf(type, 'segName');
  const name = attributeOf(type, 'segName');
  if (name === '' && named === undefined) {
    scope.problems.add(type, 'A segType needs the attribute segName, or a <segName> with a stateValue.');
  }
  const time = childOf(element, 'segTime');
  const end = time && childOf(time, 'end');
  const duration = time && childOf(time, 'duration');
  const fields = childrenOf(childOf(element, 'segContent') ?? element, 'segField');
  distinctIds(fields, scope.problems, { attribute: 'name' });
  return {
    ...placeOf(element),
    name: named === undefined || name !== '' ? name : readValue(childOf(named, 'stateValue'), scope, named),
    ...(time === undefined
      ? {}
      : {
          time: {
            ...placeOf(time),
            begin: readValue(childOf(time, 'begin'), scope, time),
            ...(end === undefined ? {} : { end: readValue(end, scope, time) }),
            ...(duration === undefined ? {} : { duration: readValue(duration, scope, time) }),
          },
        }),
    fields: fields.map((field) => {
      const value = childOf(field, 'stateValue');
      const type = attributeOf(field, 'type') as 'null' | 'int' | 'long' | 'string';
      const text = scope.value(field);
      if (
        value === undefined &&
        text !== undefined &&
        (type === 'int' || type === 'long') &&
        !/^[-+]?\d{1,19}$/.test(text)
      ) {
        scope.problems.add(
          field,
          `“${text.slice(0, 30)}” is no whole number, as a segField of type ${type} should be.`,
        );
      }
      return {
        ...placeOf(field),
        name: attributeOf(field, 'name'),
        type,
        value: value === undefined ? (text ?? '') : readValue(value, scope, field),
      };
    }),
  };
}
