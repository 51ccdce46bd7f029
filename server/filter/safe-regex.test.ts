import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '../index/testing/seeded.ts';
import { capturingRegex, literalPattern, RegexSyntaxError, safeRegex } from './safe-regex.ts';

describe('a safe regular expression', () => {
  const found: readonly (readonly [string, string, boolean])[] = [
    ['main', 'xmainx', true],
    ['Main', 'main', false],
    ['(?i)mäIN', 'xMÄinx', true],
    ['(?i)[^a-c]', 'ABC', false],
    ['^main$', 'main', true],
    ['^main$', 'main2', false],
    ['v.*ue$', 'value0', false],
    ['[13]', '2,3', true],
    ['[^13]', '1331', false],
    ['[a\\-z]', '-', true],
    ['[\\]]', ']', true],
    ['5{0,1}', '', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^(ab){2}$', 'abab', true],
    ['a|b|', '', true],
    ['^(?:GET|POST) /', 'POST /x', true],
    ['(?<verb>a)b', 'ab', true],
    ['\\bfoo\\b', 'a foo b', true],
    ['\\bfoo\\b', 'afoo b', false],
    ['\\Boo', 'foo', true],
    ['^.$', '😀', true],
    ['^[😀-😂]$', '😁', true],
    ['std::vector<\\w+>', 'std::vector<int>', true],
    ['a.b', 'a\nb', true],
    ['', 'anything', true],
  ];
  for (const [pattern, text, expected] of found) {
    it(`“${pattern}” ${expected ? 'is' : 'is not'} found in “${text.replace('\n', '\\n')}”`, () => {
      assert.equal(safeRegex(pattern).test(text), expected);
    });
  }

  const refused: readonly (readonly [string, number, RegExp])[] = [
    ['a(b', 1, /^missing closing \)$/],
    ['(a)[(](\\((b)', 6, /^missing closing \)$/],
    ['ab)', 2, /^unexpected \)$/],
    [`x[${'a'.repeat(100)}`, 1, /^missing closing \]: “\[a{39}…”$/],
    ['x[a', 1, /missing closing \]/],
    ['*a', 0, /missing argument to repetition/],
    ['a**', 1, /nested repetition/],
    ['a{3,2}', 1, /repeat count/],
    ['a{2000}', 1, /repeat count/],
    ['[z-a]', 1, /class range/],
    ['(a)\\1', 3, /escape sequence/],
    ['x(?=a)', 1, /unsupported/],
    ['a\\', 2, /trailing backslash/],
    ['((a{999}){999}){999}', 15, /repeat count/],
    ['a'.repeat(1001).concat('*'), 1000, /longer/],
  ];
  for (const [pattern, position, message] of refused) {
    it(`refuses “${pattern.slice(0, 30)}” and says where`, () => {
      assert.throws(
        () => safeRegex(pattern),
        (error) => error instanceof RegexSyntaxError && error.position === position && message.test(error.message),
      );
    });
  }

  it('is linear where backtracking never ends', () => {
    const text = `${'a'.repeat(50_000)}!`;
    assert.equal(safeRegex('^(a+)+$').test(text), false);
    assert.equal(safeRegex('(a|a)*b').test(text), false);
    assert.equal(safeRegex('.*.*.*.*.*=.*').test(text), false);
    assert.equal(safeRegex('(x+x+)+y').test('x'.repeat(50_000)), false);
  });

  it('agrees with the built-in engine on random patterns and texts', () => {
    const random = seeded(42);
    const atoms = ['a', 'b', 'c', '.', '[ab]', '[^a]', '\\w', '\\W', '\\d', '\\s', '\\b', '\\B', '^', '$', ' ', '1'];
    const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'];
    const make = (depth: number): string => {
      let pattern = '';
      for (let i = 0, n = 1 + random(4); i < n; i++) {
        const group = depth > 0 && random(3) === 0;
        const atom = group ? `(${make(depth - 1)})` : atoms[random(atoms.length)]!;
        pattern += /^(\^|\$|\\[bB])$/.test(atom) ? atom : atom + quantifiers[random(quantifiers.length)]!;
        if (random(6) === 0) pattern += '|';
      }
      return pattern;
    };
    for (let i = 0; i < 3000; i++) {
      const pattern = make(2);
      const mine = safeRegex(pattern);
      const oracle = new RegExp(pattern, 's');
      for (let j = 0; j < 5; j++) {
        const text = Array.from({ length: random(8) }, () => 'aabc1 -'[random(7)]).join('');
        assert.equal(mine.test(text), oracle.test(text), `${pattern} on “${text}”`);
      }
    }
  });
});

describe('a regular expression whose groups are asked for', () => {
  it('tells the match and its groups, anywhere or of the whole text', () => {
    const regex = capturingRegex('sys_(\\w+?)(_exit)?');
    assert.equal(regex.groups, 2);
    assert.deepEqual(regex.whole('sys_read'), ['sys_read', 'read', undefined]);
    assert.deepEqual(regex.whole('sys_read_exit'), ['sys_read_exit', 'read', '_exit']);
    assert.equal(regex.whole('a sys_read'), undefined);
    assert.deepEqual(regex.find('a sys_read'), ['sys_r', 'r', undefined]);
    assert.equal(regex.find('a'), undefined);
    assert.throws(() => capturingRegex('(a'), RegexSyntaxError);
  });

  it('can be for just one text', () => {
    const text = 'a.b*[c](d)|e\\f{1}^$+?';
    assert.deepEqual(capturingRegex(literalPattern(text)).whole(text), [text]);
  });

  it('is linear too', () => {
    assert.equal(capturingRegex('(a+)+b').whole('a'.repeat(50_000)), undefined);
  });
});
