import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RE2JS } from 're2js';
import { seeded } from '../index/testing/seeded.ts';
import { GroupPattern } from './group-pattern.ts';
import { RegexSyntaxError } from './safe-regex.ts';

const groups = (pattern: string, text: string) => [...(new GroupPattern(pattern).exec(text)?.slice(1) ?? ['no'])];

describe('a pattern with groups', () => {
  it('tells what its named groups hold, at the begin of a text', () => {
    assert.deepEqual(groups('(?<a>\\w+) (x)?(?P<b>\\d*)', 'one 12 more'), ['one', '12']);
    assert.deepEqual(groups('(?<a>\\w+)', ' one'), ['no']);
    assert.deepEqual(groups('(?<a>x)?y', 'y'), [undefined]);
    assert.deepEqual(new GroupPattern('(?<b>.)(?<a>.)').names, ['b', 'a']);
  });

  it('says where a mistake is, as RE2 sees it', () => {
    assert.throws(
      () => new GroupPattern('(?<a>x)(?=y)'),
      (error) => error instanceof RegexSyntaxError && error.position === 7,
    );
  });

  const bounded: readonly (readonly [string, number])[] = [
    ['(?<time>\\S+ \\S+) (?<level>\\w+) +\\[(?<thread>[^\\]]*)\\] (?<message>.*)$', 1 << 20],
    ['(?:\\d{1,3}\\.){3}\\d{1,3} (?<rest>.*)', 1 << 20],
    ['(?:[a-z]+=\\d+,)*(?<rest>\\W.*)', 1 << 20],
    ['(?<a>.*) - (?<b>.*)$', 1448],
    ['(?<a>.*) - (?<b>.*) - (?<c>.*)$', 127],
  ];
  for (const [pattern, length] of bounded) {
    it(`“${pattern}” goes to the built-in engine for lines of ${length} characters`, () => {
      const found = new GroupPattern(pattern).nativeLength;
      assert.ok(length === 1 << 20 ? found >= length : found === length, String(found));
    });
  }

  for (const pattern of [
    '(?<a>(?:a+)+)$',
    '(?:a|a)*b',
    '(?:a|ab)*c',
    '(?:a*)*b',
    '(?:.*,)*x',
    '(?:\\w+\\s?)*!',
    '(?:(?<last>\\w),)+',
    '\\pL+',
    '(?i:a)b',
    '\\Qa.b\\E',
  ]) {
    it(`“${pattern}” is left to RE2`, () => assert.equal(new GroupPattern(pattern).nativeLength, 0));
  }

  it('ends soon where backtracking never would', () => {
    const text = `${'a'.repeat(50_000)}!`;
    for (const pattern of ['(a+)+$', '(?:a|a)*b', '(a*)*b', '.*.*.*.*.*=.*', '(?:a?){50}a{50}$', '(x+x+)+y']) {
      assert.equal(new GroupPattern(pattern).exec(text), undefined, pattern);
    }
  });

  it('goes through a long line with either engine', () => {
    const text = `k=${'v'.repeat(1 << 20)}`;
    assert.equal(new GroupPattern('(?<k>\\w)=(?<v>.*)$').exec(text)![2]!.length, 1 << 20);
    assert.equal(new GroupPattern('(?:k=)(?<v>(?:v)+)$').exec(text)?.[1]?.length ?? 1 << 16, 1 << 20);
    // RE2 has the begin of it.
    assert.equal(new GroupPattern('(?<k>\\pL)=(?<v>.*)$').exec(text)![2]!.length, (1 << 16) - 2);
  });

  it('means the same by a pattern with either engine, whatever the pattern', () => {
    const random = seeded(11);
    const atoms = [
      'a',
      'b',
      '-',
      '.',
      '[ab]',
      '[^a]',
      '[a-c\\d]',
      '\\w',
      '\\W',
      '\\d',
      '\\s',
      '\\S',
      '\\b',
      ' ',
      'é',
      '😀',
    ];
    const quantifiers = ['', '', '', '*', '+', '?', '{2}', '{1,2}', '{1,}', '*?', '+?', '??'];
    let native = 0;
    let matched = 0;
    let name = 0;
    const part = (depth: number): string => {
      const pieces = Array.from({ length: 1 + random(3) }, () => {
        const isGroup = depth < 3 && random(4) === 0;
        const open = random(2) === 0 ? '(?:' : `(?<g${name++}>`;
        const atom = isGroup
          ? `${open}${part(depth + 1)}${random(3) === 0 ? `|${part(depth + 1)}` : ''})`
          : atoms[random(atoms.length)]!;
        return atom === '\\b' ? atom : atom + quantifiers[random(quantifiers.length)]!;
      });
      return pieces.join('');
    };
    for (let i = 0; i < 3000; i++) {
      name = 0;
      const source = `${random(8) === 0 ? '(?i)' : ''}${part(0)}(?<end>${part(1)})${random(3) === 0 ? '$' : ''}`;
      const pattern = new GroupPattern(source);
      if (pattern.nativeLength > 0) native++;
      const re2 = RE2JS.compile(source, RE2JS.DOTALL);
      for (let t = 0; t < 5; t++) {
        const text = Array.from({ length: random(10) }, () => 'aAbc1- é😀'.charAt(random(10))).join('');
        if (/[\ud800-\udfff]/.test(text.replace(/😀/g, ''))) continue;
        const matcher = re2.matcher(text);
        const expected = matcher.lookingAt() ? pattern.names.map((group) => matcher.group(group) ?? undefined) : ['no'];
        assert.deepEqual([...(pattern.exec(text)?.slice(1) ?? ['no'])], expected, `${source} on “${text}”`);
        if (expected[0] !== 'no') matched++;
      }
    }
    assert.ok(native > 1000 && matched > 300, `${native} patterns, ${matched} matches`);
  });

  it('takes no more steps than were counted, for patterns at random on the texts that are worst for them', () => {
    const random = seeded(5);
    const atoms = ['a', 'b', '.', '[ab]', '[^a]', '(?:ab|b)', '(?:a|ab)', '(?:ab)', '(?:a?b)', '(?:a+b)', '(?:[ab]b)'];
    const quantifiers = ['', '', '*', '+', '?', '{1,3}', '*?'];
    for (let i = 0; i < 400; i++) {
      const source = `${Array.from({ length: 5 }, () => atoms[random(atoms.length)]! + quantifiers[random(quantifiers.length)]!).join('')}!`;
      const pattern = new GroupPattern(source);
      const length = Math.min(pattern.nativeLength, 2000);
      if (length < 2) continue;
      // Were the count wrong, one of these would not come to an end.
      for (const unit of ['a', 'b', 'ab', 'abb']) pattern.exec(unit.repeat(Math.floor(length / unit.length)));
    }
  });
});
