import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkArguments, isMethod } from './arguments.ts';

const window = { start: 0, end: 10, samples: 5, resolution: 2 };
const refused = (method: string, ...given: unknown[]) =>
  assert.throws(() => checkArguments(method, given), /^Error: (argument \d of )?“/);

test('what a view sends is let through', () => {
  checkArguments('states', ['id', window, [1, 2]]);
  checkArguments('tree', ['id', 'TIME_GRAPH', undefined]);
  checkArguments('tree', ['id', 'DATA_TREE']);
  checkArguments('tooltip', ['id', 3, 4.5, { start: 1, end: 2, label: 'x' }]);
  checkArguments('lines', [
    'id',
    { index: 0, count: 100, search: { 3: 'a.*' }, order: { columnId: 1, descending: true } },
  ]);
  checkArguments('derive', ['id', 'type', { filter: 'x', deep: { list: [1] } }]);
  checkArguments('saveLayout', [{ lanes: [], range: { start: 0, end: 1 } }]);
  checkArguments('experiment', []);
});

test('only methods of the hosts have a name here', () => {
  assert.equal(isMethod('states'), true);
  for (const name of ['constructor', 'toString', '__proto__', 'close', 'reconnect'])
    assert.equal(isMethod(name), false);
});

test('anything else is refused, by the argument that is wrong', () => {
  refused('states', 7, window, []);
  refused('states', 'id', { start: 0, end: Number.NaN, samples: 5 }, []);
  refused('states', 'id', window, ['1']);
  refused('states', 'id', window, new Array(200_000).fill(1));
  refused('states', 'id', window, [1], 'more');
  refused('tree', 'id', '../../etc');
  refused('columns', 'x'.repeat(200_000));
  refused('lines', 'id', { count: 1, search: { 1: { toString: 1 } } });
  refused('lines', 'id', { count: '1' });
  refused('addBookmark', 'name', 0, Number.POSITIVE_INFINITY);
  refused('saveLayout', { text: 'x'.repeat(5_000_000) });
  refused('saveLayout', [1]);
  const round: Record<string, unknown> = {};
  round.round = round;
  refused('derive', 'id', 'type', round);
  refused('experiment', 'why');
  assert.throws(() => checkArguments('derive', ['id', 3, {}]), /argument 2 of “derive”/);
});
