import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '../index/testing/seeded.ts';
import { type FilterSubject, FilterSyntaxError, type FilterValue, parseFilter } from './filter.ts';

function subject(
  values: Record<string, FilterValue | FilterValue[]>,
  namedOnly: readonly string[] = [],
): FilterSubject {
  return {
    keys: Object.keys(values).filter((key) => !namedOnly.includes(key)),
    namedOnly,
    values: (key) => values[key],
  };
}

const element = subject({ label: 'elementLabel', key0: ['value0', 'some other'], 'key 2': 'value2', key3: 10 });
const cpus = subject({ CPU: [1, 2, 3, 4, 55] });
const long = subject({ key3: 10_000_000 });
const state = subject(
  {
    label: 'parse "x" (deep)',
    TID: 1234,
    CPU: 1,
    '> Line': '7',
    path: '/usr/lib',
    'Start Time': 1_332_170_682_440_133_097n,
    Duration: 12_000_000,
  },
  ['Start Time', 'Duration'],
);

const cases: readonly (readonly [string, FilterSubject, boolean, readonly string[]])[] = [
  [
    'of the reference',
    element,
    true,
    [
      'Label',
      '0$',
      'a.*l',
      'Label && value',
      'Label || absent',
      'label == elementLabel',
      '"key3" == 0xa',
      'label != fail',
      '!fail',
      'label contains element',
      'key0 present',
      'key0 matches v.*ue',
      'key0 matches o.*er',
      '"key 2" matches value2',
      '"key3" matches 0xa',
      'key3 > 9',
      'key3 < 11',
      '(key0 matches v.*ue) && Label',
      '(key0 matches v.*ue) && (key0 matches "some other")',
    ],
  ],
  ['of the reference, on numbers', cpus, true, ['CPU matches [13]', 'CPU matches 5{0,1}']],
  ['of the reference, with units', long, true, ['key3 > 2ms', 'key3 > 2k']],
  [
    'of the reference',
    element,
    false,
    [
      'fail',
      'y$',
      'label && fail',
      'absent || fail',
      'label != elementLabel',
      '!elementLabel',
      'label contains value',
      'invalidKey present',
      'key0 matches v.*ue$',
      'key3 > 10',
      'key3 < 10',
      '!(key0 matches v.*ue) && Label',
      'key3 > 9a',
    ],
  ],
  [
    'on a state',
    state,
    true,
    [
      'cpu matches [0-1]',
      'tid==1234',
      'Line == 7',
      'Duration > 10ms',
      'Duration > 10 ms',
      'duration>10ms&&duration<1s',
      '"Start Time" > 2012-03-19T15:00:00',
      '"Start Time" == 1332170682440133097',
      'label contains "(deep)"',
      'label contains "\\"x\\""',
      'label matches "parse \\"\\w\\" \\((deep|shallow)\\)$"',
      'path == /usr/lib',
      'absent||parse',
      '!!parse',
      '!(absent == 1)',
      'absent || parse TID == 1234',
      '"present" || parse',
      '* > 1000',
    ],
  ],
  [
    'on a state',
    state,
    false,
    [
      'TID == 1235',
      'absent != 1',
      'Duration > 10 s',
      'parse TID == 1',
      'absent||missing',
      'parse || absent && absent', // from left to right
      '"  parse"',
      '133217', // a lone value doesn't look into times
      'label present && Tid matches ^1$',
    ],
  ],
];

describe('a filter', () => {
  for (const [what, on, expected, texts] of cases) {
    for (const text of texts) {
      it(`${text} is ${expected} (${what})`, () => assert.equal(parseFilter(text).matches(on), expected));
    }
  }

  it('prefers the exact key to one that differs in case', () => {
    const both = subject({ tid: 1, TID: 2 });
    assert.equal(parseFilter('tid == 2').matches(both), false);
    assert.equal(parseFilter('Tid == 2').matches(both), true);
  });

  it('works out its keys anew for subjects of another shape', () => {
    const filter = parseFilter('tid == 1');
    assert.equal(filter.matches(subject({ tid: 1 })), true);
    assert.equal(filter.matches(subject({ cpu: 1 })), false);
    assert.equal(filter.matches(subject({ TID: 1 })), true);
  });

  it('tells which keys it reads of a shape', () => {
    const shape = { keys: ['a', 'b', 'c', 'd', 'tid', 'TID'], namedOnly: ['Duration'] };
    const read = (text: string) => [...parseFilter(text).reads(shape)];
    assert.deepEqual(read('a == 1 || (b present && !c < 2)'), ['a', 'b', 'c']);
    assert.deepEqual(read('duration > 1s || tid == 1'), ['Duration', 'tid']);
    assert.deepEqual(read('main'), shape.keys);
  });
});

describe('words that are nearly operators', () => {
  for (const text of [
    'a match',
    'mathces a',
    'a "mathces" b',
    'a patches b',
    'a matched b',
    'a prevent b',
    'match == b',
  ]) {
    it(`${text} is a filter`, () => {
      parseFilter(text);
    });
  }
});

describe('a filter that makes no sense', () => {
  const refused: readonly (readonly [string, number, RegExp])[] = [
    ['label = elementLabel', 6, /==/],
    ['', 0, /expected a field or a value/],
    ['a &&', 4, /the end/],
    ['a == ', 5, /a value after “==”/],
    ['== 3', 0, /expected/],
    ['a && || b', 5, /expected/],
    ['(a', 0, /never closed/],
    ['a)', 1, /without/],
    ['a == "x', 5, /never closed/],
    ['label matches x[1', 15, /regular expression: missing closing \]/],
    ['label mathces ^idle', 6, /unknown operator “mathces”; did you mean “matches”/],
    ['a b contain "c"', 4, /did you mean “contains”/],
    ['(label MATCHES x)', 7, /did you mean “matches”/],
    ['label matches "x(1"', 16, /regular expression: missing closing \)/],
    ['(x)*', 3, /missing argument to repetition/],
    ['('.repeat(200), 100, /more than 100/],
    ['x'.repeat(20_000), 10_000, /longer/],
  ];
  for (const [text, position, message] of refused) {
    it(`“${text.slice(0, 24)}” is refused at ${position}`, () => {
      assert.throws(
        () => parseFilter(text),
        (error) => error instanceof FilterSyntaxError && error.position === position && message.test(error.message),
      );
    });
  }

  it('never breaks in another way, whatever the text', () => {
    const pieces = [
      'a',
      '"',
      '(',
      ')',
      '!',
      '&&',
      '||',
      '==',
      '<',
      'matches',
      'present',
      ' ',
      '\\',
      '[',
      '{',
      '*',
      '=',
    ];
    const random = seeded(7);
    for (let i = 0; i < 3000; i++) {
      let text = '';
      for (let j = 0; j < 12; j++) {
        text += pieces[random(pieces.length)];
      }
      try {
        parseFilter(text).matches(element);
      } catch (error) {
        assert.ok(error instanceof FilterSyntaxError, `${text}: ${error}`);
        assert.ok(error.position >= 0 && error.position <= text.length, text);
      }
    }
  });

  it('can be long without exhausting the stack', () => {
    assert.equal(parseFilter('!absent && '.repeat(900).concat('Label')).matches(element), true);
  });
});
