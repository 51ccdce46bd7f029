import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegexSyntaxError, safeRegex } from './safe-regex.ts';

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
    ['[]', 'a', false],
    ['5{0,1}', '', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,}$', 'aaaa', true],
    ['^(ab){2}$', 'abab', true],
    ['{x}', 'a{x}b', true],
    ['a|b|', '', true],
    ['^(?:GET|POST) /', 'POST /x', true],
    ['(?<verb>a)b', 'ab', true],
    ['\\bfoo\\b', 'a foo b', true],
    ['\\bfoo\\b', 'afoo b', false],
    ['\\Boo', 'foo', true],
    ['^.$', '😀', true],
    ['^[😀-😂]$', '😁', true],
    ['\\u{1F601}', '😁', true],
    ['\\x41\\u0042', 'AB', true],
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
    ['a(b', 1, /without/],
    ['ab)', 2, /without/],
    ['x[a', 1, /without/],
    ['*a', 0, /nothing to repeat/],
    ['a**', 2, /nothing to repeat/],
    ['^*', 1, /nothing to repeat/],
    ['a++', 2, /possessive/],
    ['a{3,2}', 1, /out of order/],
    ['a{2000}', 1, /repetitions/],
    ['[z-a]', 1, /out of order/],
    ['(a)\\1', 3, /back-references/],
    ['x(?=a)', 1, /look-ahead/],
    ['x(?<!a)', 1, /look-ahead/],
    ['(?>a)', 0, /group/],
    ['a\\', 1, /last/],
    ['\\p', 0, /not supported/],
    ['((a{999}){999}){999}', 0, /too big/],
    ['(((){999}){999}){999}', 0, /too big/],
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

  it('stays within its memory when a pattern has exponentially many states', () => {
    let text = '';
    for (let i = 0, bits = 12345; i < 20_000; i++) {
      bits = (bits * 1103515245 + 12345) & 0x7fffffff;
      text += bits & 0x10000 ? 'a' : 'b';
    }
    const pattern = `a${'[ab]'.repeat(40)}a[ab]{3}$`;
    assert.equal(safeRegex(pattern).test(text), new RegExp(pattern).test(text));
  });

  it('agrees with the built-in engine on random patterns and texts', () => {
    let seed = 42;
    const random = (n: number) => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return (seed >> 8) % n;
    };
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
