/**
 * The grammar of documents, as Trace Compass's schemas have it: for each kind of element its attributes, and which
 * elements follow each other in it. The same name means different kinds in different places (`entry`, `head`, `state`).
 */

export interface AttributeRule {
  readonly required?: true;
  readonly oneOf?: readonly string[];
  /** A whole number. */
  readonly integer?: true;
  /** `#RRGGBB`. */
  readonly color?: true;
  readonly mayBeEmpty?: true;
  /** Allowed, but nothing comes of it. */
  readonly ignored?: true;
}

/** Elements that may stand here, by name with their kind, as often as said. */
export interface Slot {
  readonly names: Readonly<Record<string, string>>;
  readonly least: number;
  readonly most: number;
}

export interface Sequence {
  readonly slots: readonly Slot[];
  /** The slot from which on they may come again. */
  readonly again?: number;
}

export interface Kind {
  readonly attributes: Readonly<Record<string, AttributeRule>>;
  /** The one that begins with the first child's name is meant; the first one if none does. */
  readonly sequences: readonly Sequence[];
}

/** The kind of elements that the schemas allow, but of which nothing comes: not in Trace Compass either. */
export const IGNORED = 'ignored';

const MANY = Number.POSITIVE_INFINITY;
const TEXT: AttributeRule = {};
const REQUIRED: AttributeRule = { required: true };
const WHOLE: AttributeRule = { integer: true };
const REQUIRED_WHOLE: AttributeRule = { required: true, integer: true };
const COLOR: AttributeRule = { color: true };
const UNHEEDED: AttributeRule = { ignored: true };
const BOOLEAN: AttributeRule = { oneOf: ['true', 'false', '1', '0'] };
const UNIT: AttributeRule = { oneOf: ['ns', 'us', 'ms', 's'] };
const oneOf = (...values: string[]): AttributeRule => ({ required: true, oneOf: values });

const one = (names: Slot['names']): Slot => ({ names, least: 1, most: 1 });
const maybe = (names: Slot['names']): Slot => ({ names, least: 0, most: 1 });
const any = (names: Slot['names']): Slot => ({ names, least: 0, most: MANY });
const some = (names: Slot['names']): Slot => ({ names, least: 1, most: MANY });
const kind = (attributes: Kind['attributes'], ...slots: Slot[]): Kind => ({ attributes, sequences: [{ slots }] });

const VALUE = { stateValue: 'stateValue' };
const PATH = { stateAttribute: 'stateAttribute' };
const ANALYSES = { stateProvider: 'stateProvider', pattern: 'pattern' };
const VIEW_HEAD = { head: 'viewHead' };

const compared = [
  { slots: [some(PATH), one(VALUE)] },
  { slots: [one({ field: 'field' }), one(VALUE)] },
  { slots: [{ names: VALUE, least: 2, most: 2 }] },
];
const OPERATOR = { operator: { oneOf: ['eq', 'ne', 'ge', 'gt', 'le', 'lt'] } };

/** Conditions of patterns may also ask for times. */
function conditions(prefix: '' | 'pattern:'): Record<string, Kind> {
  const names = Object.fromEntries(['condition', 'not', 'and', 'or'].map((name) => [name, prefix + name]));
  const single = kind({}, one(names));
  const multiple = kind({}, some(names));
  return { [`${prefix}if`]: single, [`${prefix}not`]: single, [`${prefix}and`]: multiple, [`${prefix}or`]: multiple };
}

const change: readonly Sequence[] = [
  { slots: [some(PATH), one(VALUE), maybe({ futureTime: 'stateValue' })] },
  { slots: [one({ if: 'if' }), one(Object.fromEntries([['then', 'stateChange']])), maybe({ else: 'stateChange' })] },
];

const TRANSITION_ATTRIBUTES = {
  event: TEXT,
  cond: TEXT,
  target: TEXT,
  action: TEXT,
  saveStoredFields: TEXT,
  clearStoredFields: TEXT,
};

export const GRAMMAR: Readonly<Record<string, Kind>> = {
  tmfxml: kind({}, any({ ...ANALYSES, timeGraphView: 'timeGraphView', xyView: 'xyView', callstack: 'callstack' })),

  stateProvider: {
    attributes: { id: REQUIRED, version: REQUIRED_WHOLE },
    sequences: [
      {
        slots: [
          maybe({ head: 'head' }),
          any({ definedValue: 'definedValue', location: 'location', mappingGroup: 'mappingGroup' }),
          some({ eventHandler: 'eventHandler' }),
        ],
        again: 1,
      },
    ],
  },
  head: kind({}, any({ traceType: 'traceType' }), maybe({ label: 'label' })),
  traceType: kind({ id: REQUIRED }),
  label: kind({ value: TEXT }),
  definedValue: kind({ name: REQUIRED, value: REQUIRED, color: COLOR }),
  location: kind({ id: REQUIRED }, any(PATH)),
  mappingGroup: kind({ id: REQUIRED }, some({ entry: 'mapEntry' })),
  mapEntry: kind({}, { names: VALUE, least: 2, most: 2 }),
  eventHandler: kind({ eventName: REQUIRED }, some({ stateChange: 'stateChange' })),
  stateChange: { attributes: {}, sequences: change },
  stateAttribute: kind(
    { type: oneOf('null', 'constant', 'eventField', 'eventName', 'location', 'query', 'pool'), value: TEXT },
    any(PATH),
  ),
  stateValue: kind(
    {
      type: oneOf('null', 'int', 'long', 'string', 'eventField', 'eventName', 'delete', 'query', 'script'),
      value: TEXT,
      id: TEXT,
      increment: BOOLEAN,
      update: BOOLEAN,
      stack: { oneOf: ['push', 'pop', 'popAll', 'peek'] },
      forcedType: { oneOf: ['int', 'long', 'string', 'double'] },
      mappingGroup: TEXT,
      scriptEngine: { oneOf: ['nashorn', 'rhino'] },
    },
    any(PATH),
    any(VALUE),
  ),
  field: kind({ name: REQUIRED }),
  condition: { attributes: OPERATOR, sequences: compared },
  ...conditions(''),

  pattern: kind(
    { id: REQUIRED, version: REQUIRED_WHOLE },
    maybe({ head: 'patternHead' }),
    any({ storedField: 'storedField' }),
    any({ definedValue: 'definedValue' }),
    any({ location: 'location' }),
    any({ mappingGroup: 'mappingGroup' }),
    one({ patternHandler: 'patternHandler' }),
  ),
  patternHead: kind(
    {},
    any({ traceType: 'traceType' }),
    maybe({ label: 'label' }),
    maybe({ viewLabelPrefix: 'viewLabelPrefix' }),
  ),
  viewLabelPrefix: kind({ value: REQUIRED }),
  storedField: kind({ id: REQUIRED, alias: TEXT }),
  patternHandler: {
    attributes: { initial: TEXT },
    sequences: [{ slots: [any({ test: 'test', action: 'action' }), some({ fsm: 'fsm' })], again: 0 }],
  },
  test: kind({ id: REQUIRED }, maybe({ if: 'pattern:if' })),
  'pattern:condition': {
    attributes: OPERATOR,
    sequences: [
      ...compared,
      { slots: [one({ timerange: 'timerange' })] },
      { slots: [one({ elapsedTime: 'elapsedTime' })] },
    ],
  },
  ...conditions('pattern:'),
  timerange: kind({ unit: UNIT }, one({ in: 'range', out: 'range' })),
  range: kind({ begin: REQUIRED_WHOLE, end: REQUIRED_WHOLE }),
  elapsedTime: kind({ unit: UNIT }, one({ less: 'elapsed', equal: 'elapsed', more: 'elapsed' })),
  elapsed: kind({ since: REQUIRED, value: REQUIRED_WHOLE }),
  action: kind(
    { id: REQUIRED },
    any({
      stateChange: 'stateChange',
      segment: 'segment',
      fsmScheduleAction: 'fsmScheduleAction',
      action: 'action',
    }),
  ),
  fsmScheduleAction: kind({ id: REQUIRED }),
  segment: kind({}, one({ segType: 'segType' }), maybe({ segTime: 'segTime' }), maybe({ segContent: 'segContent' })),
  segType: kind({ segName: TEXT }, maybe({ segName: 'segName' })),
  segName: kind({}, one(VALUE)),
  segTime: kind({}, one({ begin: 'stateValue' }), one({ end: 'stateValue', duration: 'stateValue' })),
  segContent: kind({}, some({ segField: 'segField' })),
  segField: kind({ name: REQUIRED, type: oneOf('null', 'int', 'long', 'string'), value: TEXT }, maybe(VALUE)),
  fsm: kind(
    { id: REQUIRED, initial: TEXT, multiple: BOOLEAN, consuming: BOOLEAN, automatic: UNHEEDED },
    maybe({ onentry: IGNORED }),
    maybe({ onexit: IGNORED }),
    any({ precondition: 'transition' }),
    maybe({ initial: 'initial' }),
    maybe({ initialState: 'initial' }),
    any({ state: 'state' }),
    maybe({ final: 'final' }),
    any({ transition: IGNORED }),
  ),
  initial: kind({}, some({ transition: 'transition' })),
  state: kind(
    { id: REQUIRED, initial: UNHEEDED, multiple: UNHEEDED, consuming: UNHEEDED, automatic: UNHEEDED },
    maybe({ onentry: 'handlers' }),
    maybe({ onexit: 'handlers' }),
    any({ precondition: IGNORED }),
    maybe({ initial: IGNORED }),
    maybe({ initialState: IGNORED }),
    any({ state: IGNORED }),
    maybe({ final: IGNORED }),
    any({ transition: 'transition' }),
  ),
  final: kind({ id: REQUIRED }),
  transition: kind(TRANSITION_ATTRIBUTES),
  handlers: kind({ action: REQUIRED }),

  timeGraphView: kind(
    { id: REQUIRED },
    maybe(VIEW_HEAD),
    any({ definedValue: 'definedValue' }),
    any({ entry: 'viewEntry' }),
  ),
  xyView: kind({ id: REQUIRED }, maybe(VIEW_HEAD), one({ entry: 'xyEntry' })),
  viewHead: kind({}, any({ analysis: 'analysis' }), maybe({ label: 'label' })),
  analysis: kind({ id: REQUIRED, ssid: TEXT }),
  viewEntry: kind(
    { path: REQUIRED, analysisId: TEXT, displayText: BOOLEAN },
    maybe({ display: 'viewAttribute' }),
    maybe({ id: 'viewAttribute' }),
    maybe({ parent: 'viewAttribute' }),
    maybe({ name: 'viewAttribute' }),
    any({ entry: 'viewEntry' }),
  ),
  xyEntry: kind(
    { path: REQUIRED, analysisId: TEXT, displayType: { oneOf: ['absolute', 'delta'] } },
    maybe({ display: 'viewAttribute' }),
    maybe({ name: 'viewAttribute' }),
  ),
  viewAttribute: kind(
    {
      type: oneOf('constant', 'location', 'query', 'self'),
      value: TEXT,
      reference: { oneOf: ['relative', 'absolute'] },
    },
    any({ stateAttribute: 'viewAttribute' }),
  ),

  callstack: kind(
    { id: REQUIRED },
    some({ callstackGroup: 'callstackGroup' }),
    one({ analysis: 'analysis', ...ANALYSES }),
  ),
  callstackGroup: kind({ name: TEXT }, any({ level: 'level' }), maybe({ thread: 'thread' }), maybe({ host: 'host' })),
  level: kind({ path: { required: true, mayBeEmpty: true } }),
  thread: kind({ cpu: TEXT, level: WHOLE, type: { oneOf: ['name', 'value'] } }),
  host: kind({ level: REQUIRED_WHOLE, type: { oneOf: ['name', 'value'] } }),
};
