/** Paths, values, conditions and changes of state: what state providers and patterns say alike. */
import type {
  AttributePath,
  Condition,
  Operand,
  PathStep,
  ScriptInput,
  StateChange,
  StateValue,
} from './analysis-parts.ts';
import type { XmlElement } from './elements.ts';
import { readScript } from './read-script.ts';
import { attributeOf, childOf, childrenOf, isTrue, placeOf, type Scope, wholeNumber, wordOf } from './scope.ts';

const UNITS: Readonly<Record<string, bigint>> = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n };

/** The path that the `stateAttribute` children of an element make. */
export function readPath(element: XmlElement, scope: Scope): AttributePath {
  return childrenOf(element, 'stateAttribute').map((step) => readStep(step, scope));
}

function readStep(element: XmlElement, scope: Scope): PathStep {
  const { problems } = scope;
  const place = placeOf(element);
  const type = wordOf<PathStep['type']>(element, 'type') ?? 'null';
  if (type === 'query') {
    const path = readPath(element, scope);
    if (path.length === 0) problems.add(element, 'A stateAttribute of type query needs stateAttributes in it.');
    return { ...place, type, path };
  }
  if (element.children.length > 0) problems.warn(element, `What is in a stateAttribute of type ${type} has no effect.`);
  if (type === 'pool' && !scope.isPattern) {
    problems.add(element, 'Attributes of a pool belong to scenarios, which only patterns have.');
  }
  if (type !== 'constant' && type !== 'eventField' && type !== 'location') return { ...place, type };
  const value = scope.value(element);
  if (value === undefined) return { ...place, type: 'nowhere' };
  if (value === '') problems.add(element, `A stateAttribute of type ${type} needs a value.`);
  else if (type === 'location' && !scope.locations.has(value)) {
    problems.warn(element, `There is no location ${value}: what needs it does nothing.`);
    return { ...place, type: 'nowhere' };
  }
  if (type === 'constant' && value === '#CurrentScenario' && !scope.isPattern) {
    problems.add(element, 'There is no #CurrentScenario outside of patterns.');
  }
  return { ...place, type, value };
}

/** `element`: a `stateValue`, or one that is written like it (`futureTime`, `begin`). */
export function readValue(element: XmlElement | undefined, scope: Scope, otherwise: XmlElement): StateValue {
  if (element === undefined) return nothing(otherwise);
  const { problems } = scope;
  const type = wordOf<StateValue['type']>(element, 'type') ?? 'null';
  const stack = wordOf<NonNullable<StateValue['stack']>>(element, 'stack');
  const path = readPath(element, scope);
  const inputs = type === 'script' ? readInputs(element, scope) : undefined;
  const value = inputs === undefined ? scope.value(element) : readScript(element, inputs, scope);
  if (value === undefined) return nothing(element);
  const takes = stack === 'pop' || stack === 'popAll' || stack === 'peek';
  if ((type === 'query' || stack === 'peek') && path.length === 0) {
    problems.add(element, 'A stateValue that queries or peeks needs stateAttributes in it.');
  }
  if (type !== 'query' && stack !== 'peek' && path.length > 0) {
    problems.warn(element, `stateAttributes in a stateValue of type ${type} have no effect.`);
  }
  if (inputs === undefined && childOf(element, 'stateValue') !== undefined) {
    problems.warn(element, 'stateValues in a stateValue have an effect only where it is of type script.');
  }
  if (type === 'eventField' && value === '') problems.add(element, 'A stateValue of type eventField needs a value.');
  if ((type === 'int' || type === 'long') && !takes) checkNumber(element, type, value, scope);
  const increment = isTrue(element, 'increment');
  const update = isTrue(element, 'update');
  if (stack !== undefined && (increment || update)) {
    problems.add(element, 'A stateValue of a stack can neither increment nor update.');
  }
  const mappingGroup = element.attributes.get('mappingGroup');
  if (mappingGroup !== undefined) scope.mustKnow(element, 'mappingGroup', mappingGroup, scope.mappingGroups);
  const forcedType = wordOf<NonNullable<StateValue['forcedType']>>(element, 'forcedType');
  return {
    ...placeOf(element),
    type,
    value,
    path,
    increment,
    update,
    ...(stack === undefined ? {} : { stack }),
    ...(forcedType === undefined ? {} : { forcedType }),
    ...(mappingGroup === undefined ? {} : { mappingGroup }),
    ...(inputs === undefined ? {} : { inputs }),
  };
}

function readInputs(element: XmlElement, scope: Scope): readonly ScriptInput[] {
  return childrenOf(element, 'stateValue').map((input) => {
    const name = attributeOf(input, 'id');
    if (name === '') scope.problems.add(input, 'A stateValue in a script needs an id: its name there.');
    return { name: name || '_', value: readValue(input, scope, element) };
  });
}

function nothing(element: XmlElement): StateValue {
  return { ...placeOf(element), type: 'null', value: '', path: [], increment: false, update: false };
}

function checkNumber(element: XmlElement, type: 'int' | 'long', text: string, { problems }: Scope): void {
  if (!/^[-+]?\d{1,19}$/.test(text)) {
    problems.add(element, `“${text.slice(0, 30)}” is no whole number, as a value of type ${type} should be.`);
    return;
  }
  const bits = type === 'int' ? 32 : 64;
  const number = wholeNumber(text);
  if (BigInt.asIntN(bits, number) !== number) problems.add(element, `${text} does not fit into ${bits} bits.`);
}

/** The condition that an `if`, `not`, `and` or `or` holds first. */
export function readCondition(element: XmlElement, scope: Scope): Condition {
  const [first] = childrenOf(element, 'condition', 'not', 'and', 'or');
  return first === undefined ? { ...placeOf(element), kind: 'and', of: [] } : readOneCondition(first, scope);
}

function readOneCondition(element: XmlElement, scope: Scope): Condition {
  const place = placeOf(element);
  if (element.name === 'not') return { ...place, kind: 'not', of: readCondition(element, scope) };
  if (element.name === 'and' || element.name === 'or') {
    const of = childrenOf(element, 'condition', 'not', 'and', 'or').map((child) => readOneCondition(child, scope));
    return { ...place, kind: element.name, of };
  }
  return readTimeRange(element) ?? readElapsedTime(element) ?? readComparison(element, scope);
}

function readComparison(element: XmlElement, scope: Scope): Condition {
  const [first, second] = childrenOf(element, 'stateValue');
  const field = childOf(element, 'field');
  const path = readPath(element, scope);
  let left: Operand;
  let right = first;
  if (field !== undefined) left = { kind: 'field', name: attributeOf(field, 'name') };
  else if (path.length > 0) left = { kind: 'attribute', path };
  else {
    left = { kind: 'value', value: readValue(first, scope, element) };
    right = second;
  }
  const operator = wordOf<(Condition & { kind: 'compare' })['operator']>(element, 'operator') ?? 'eq';
  return { ...placeOf(element), kind: 'compare', operator, left, right: readValue(right, scope, element) };
}

function readTimeRange(element: XmlElement): Condition | undefined {
  const range = childOf(element, 'timerange');
  const limits = range && childOf(range, 'in', 'out');
  if (range === undefined || limits === undefined) return undefined;
  const unit = unitOf(range);
  const [begin, end] = ['begin', 'end'].map((name) => wholeNumber(attributeOf(limits, name)) * unit);
  return { ...placeOf(limits), kind: 'timeRange', inside: limits.name === 'in', begin: begin!, end: end! };
}

function readElapsedTime(element: XmlElement): Condition | undefined {
  const elapsed = childOf(element, 'elapsedTime');
  const limit = elapsed && childOf(elapsed, 'less', 'equal', 'more');
  if (elapsed === undefined || limit === undefined) return undefined;
  return {
    ...placeOf(limit),
    kind: 'elapsedTime',
    than: limit.name as 'less' | 'equal' | 'more',
    since: attributeOf(limit, 'since'),
    value: wholeNumber(attributeOf(limit, 'value')) * unitOf(elapsed),
  };
}

function unitOf(element: XmlElement): bigint {
  return UNITS[attributeOf(element, 'unit')] ?? 1n;
}

/** `element`: a `stateChange`, `then` or `else`. */
export function readChange(element: XmlElement, scope: Scope): StateChange {
  const condition = childOf(element, 'if');
  const then = childOf(element, 'then');
  if (condition !== undefined && then !== undefined) {
    const otherwise = childOf(element, 'else');
    return {
      ...placeOf(element),
      kind: 'conditional',
      condition: readCondition(condition, scope),
      whenTrue: readChange(then, scope),
      ...(otherwise === undefined ? {} : { whenFalse: readChange(otherwise, scope) }),
    };
  }
  const futureTime = childOf(element, 'futureTime');
  const value = readValue(childOf(element, 'stateValue'), scope, element);
  if (value.stack === 'peek') scope.problems.add(value, 'A peek reads a stack; it can’t be what an attribute becomes.');
  if (futureTime !== undefined && (value.update || value.stack !== undefined)) {
    scope.problems.add(value, 'At a futureTime a value can neither be updated nor be of a stack.');
  }
  return {
    ...placeOf(element),
    kind: 'assignment',
    path: readPath(element, scope),
    value,
    ...(futureTime === undefined ? {} : { futureTime: readValue(futureTime, scope, element) }),
  };
}
