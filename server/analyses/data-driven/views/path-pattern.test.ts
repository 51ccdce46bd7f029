/** Paths of views, compared with regular expressions that say the same. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttributeStore } from '../attribute-store.ts';
import { PathPattern } from './path-pattern.ts';

/** Attributes are numbered in the order of `paths`, from 1; the parents of each come before it. */
function store(...paths: string[]): AttributeStore {
  const all = ['', ...paths];
  const parent = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const children = (of: number): number[] => all.flatMap((path, i) => (i > 0 && parent(path) === all[of] ? [i] : []));
  const name = (i: number): string => all[i]!.split('/').at(-1)!;
  const child = (of: number, wanted: string): number => children(of).find((i) => name(i) === wanted) ?? -1;
  return { children, name, child } as unknown as AttributeStore;
}
const NAMES = ['', 'a', 'ab', 'aab', 'abab', 'b', 'a.b', 'aXbYb', '*', 'ba'];
const all = (path: string, of: AttributeStore, from = 0, stars: readonly string[] = []) =>
  [...new PathPattern(path).matches(of, from, stars)].filter((match) => match !== undefined);
const flat = store(...NAMES.filter((name) => name !== ''));

test('stars stand for any text', () => {
  for (const pattern of ['*', 'a*', '*b', 'a*b', '*a*b', '**', 'a*b*', 'a.b', '*.*', 'b*b', 'aa*ab']) {
    const regex = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    const found = all(pattern, flat, 0, []).map(({ attribute }) => flat.name(attribute));
    assert.deepEqual(
      found,
      NAMES.filter((name) => name !== '' && regex.test(name)),
      pattern,
    );
  }
});

test('what they stood for goes along, and is put where it is told again', () => {
  const tree = store('Threads', 'Threads/t1', 'Threads/t2', 'CPUs', 'CPUs/1', 'CPUs/2', 'CPUs/2/cpu 2');
  const [first, second] = all('Threads/t*', tree, 0, []);
  assert.deepEqual(
    [first, second],
    [
      { attribute: 2, stars: ['1'] },
      { attribute: 3, stars: ['2'] },
    ],
  );
  assert.deepEqual(all('CPUs/$1/*$1', tree, 0, second!.stars), [{ attribute: 7, stars: ['2', 'cpu '] }]);
  assert.deepEqual(all('CPUs/$2', tree, 0, second!.stars), []);
});

test('an empty path is where one is; many stars in a long name take no time', () => {
  assert.deepEqual(all('', flat, 2, []), [{ attribute: 2, stars: [] }]);
  const long = store('a'.repeat(20_000));
  assert.deepEqual(all(`${'*a'.repeat(40)}b`, long, 0, []), []);
});
