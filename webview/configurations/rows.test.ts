import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ManagerContent } from '../../client/configuration-messages.ts';
import { addedTo, besides, neighbour, rowsOf } from './rows.ts';

const stored = (id: string, name: string, sourceTypeId: string, experimentName?: string) => ({
  configuration: { id, name, sourceTypeId, parameters: { filter: `${name}!` } },
  shared: true,
  uses: experimentName ? [{ experiment: 'e', experimentName, outputId: 'o', outputName: 'O' }] : [],
});
const content: ManagerContent = {
  types: [
    { id: 'flame', name: 'Flame Charts', schema: {} },
    { id: 'xml', name: 'XML analyses', schema: {} },
  ],
  stored: [stored('2', 'Slow', 'flame', 'server'), stored('1', 'Fast', 'flame'), stored('3', 'Old', 'gone')],
  targets: {},
};
const none: ReadonlySet<string> = new Set();
const names = (wanted: string, closed = none) =>
  rowsOf(content, wanted, closed).map((row) =>
    row.kind === 'type' ? `${row.type.name} ${row.count}` : `  ${row.stored.configuration.name}`,
  );

test('types are listed with what is stored of them, those without and those that are gone too', () => {
  assert.deepEqual(names(''), ['Flame Charts 2', '  Fast', '  Slow', 'XML analyses 0', 'gone 1', '  Old']);
});

test('a filter looks at names, parameters, types and uses, and opens what it finds', () => {
  assert.deepEqual(names('slow!'), ['Flame Charts 1', '  Slow']);
  assert.deepEqual(names('server flame', new Set(['flame'])), ['Flame Charts 1', '  Slow']);
  assert.deepEqual(names('xml'), ['XML analyses 0']);
  assert.deepEqual(names('nothing'), []);
});

test('a closed type hides what is stored of it, and tells how much', () => {
  assert.deepEqual(names('', new Set(['flame'])), ['Flame Charts 2', 'XML analyses 0', 'gone 1', '  Old']);
});

test('what was just made is told, many things are not', () => {
  const without = (...ids: string[]) => ({
    ...content,
    stored: content.stored.filter(({ configuration }) => !ids.includes(configuration.id)),
  });
  assert.equal(addedTo(without('2'), content), 'flame 2');
  assert.equal(addedTo(without('1', '2'), content), undefined);
  assert.equal(addedTo(content, without('2')), undefined);
  assert.equal(addedTo(undefined, content), undefined);
});

test('beside one that goes is the next of its type, else the one before', () => {
  const rows = rowsOf(content, '', none);
  assert.equal(besides(rows, 'flame 1'), 'flame 2');
  assert.equal(besides(rows, 'flame 2'), 'flame 1');
  assert.equal(besides(rows, 'gone 3'), 'gone');
});

test('arrows move through the tree', () => {
  const rows = rowsOf(content, '', none);
  const to = (from: string, move: string) => neighbour(rows, from, move)?.key;
  assert.equal(to('flame', 'ArrowDown'), 'flame 1');
  assert.equal(to('flame', 'ArrowRight'), 'flame 1');
  assert.equal(to('flame 2', 'ArrowLeft'), 'flame');
  assert.equal(to('flame', 'ArrowLeft'), undefined);
  assert.equal(to('xml', 'ArrowRight'), undefined);
  assert.equal(to('gone 3', 'ArrowDown'), undefined);
  assert.equal(to('xml', 'Home'), 'flame');
  assert.equal(to('not there', 'ArrowDown'), 'flame');
});
