/** Outputs derived by configurations, against an index whose outputs appear while it reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Output, type OutputDescriptor, QueryError } from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { OutputSet } from './output-set.ts';
import type { DerivedOutput } from './protocol.ts';

const output = (id: string): Output => {
  const descriptor: OutputDescriptor = { id, name: id, description: '', type: 'TIME_GRAPH' };
  return { descriptor, status: 'COMPLETED' };
};
const type: ConfigurationType = {
  id: 'type',
  name: 'Type',
  description: '',
  scope: 'self',
  parameterDescriptors: [],
  schema: {},
  appliesTo: ({ id }) => !id.startsWith('closed'),
  check: ({ bad }) => {
    if (bad) throw new QueryError('it is bad', 'bad', 3);
  },
  label: () => ({ name: '', description: '' }),
  derive: (parent, { id }) => output(`${parent.descriptor.id}+${id}`),
};
const derived = (parentId: string, id: string, bad = false): DerivedOutput => ({
  parentId,
  outputId: `${parentId}+${id}`,
  configuration: { id, name: id, description: '', sourceTypeId: 'type', parameters: { bad } },
});
const ids = (set: OutputSet): string[] => set.descriptors().map(({ id }) => id);

test('what was derived before waits for its parent, and its children for it', () => {
  const own: Output[] = [];
  const set = new OutputSet(() => own, [type], [derived('a', '1'), derived('a+1', '2'), derived('b', '3')]);
  assert.deepEqual(ids(set), []);
  own.push(output('a'));
  assert.deepEqual(ids(set), ['a', 'a+1', 'a+1+2']);
  own.push(output('b'));
  assert.deepEqual(ids(set), ['a', 'b', 'a+1', 'a+1+2', 'b+3']);
  assert.equal(set.find('a+1'), set.find('a+1'), 'it is made once');
  const [, , child] = set.descriptors();
  assert.deepEqual(
    [child?.parentId, child?.configIds, child?.capabilities],
    ['a', ['1'], { canCreate: true, canDelete: true }],
  );
});

test('removing takes the children along, and nothing else', () => {
  const own = [output('a')];
  const set = new OutputSet(
    () => own,
    [type],
    [derived('a', '1'), derived('a+1', '2'), derived('a+1+2', '3'), derived('a', '4')],
  );
  set.remove('a+1');
  assert.deepEqual(ids(set), ['a', 'a+4']);
  set.remove('a');
  assert.deepEqual(ids(set), ['a', 'a+4'], 'what the index offers stays');
});

test('a configuration that does not work is refused when new, and shown FAILED when it was there before', () => {
  const own = [output('a'), output('closed')];
  const set = new OutputSet(() => own, [type], [derived('a', '1', true)]);
  assert.throws(() => set.derive(derived('a', '2', true)), { name: 'QueryError', parameter: 'bad', position: 3 });
  assert.throws(() => set.derive(derived('closed', '2')), QueryError);
  const { parentId, configuration } = derived('nowhere', '2');
  assert.throws(() => set.derive({ parentId, configuration }), QueryError);
  const failed = set.find('a+1');
  assert.deepEqual([failed?.status, failed?.statusMessage], ['FAILED', 'it is bad']);
  set.remove('a+1');
  assert.deepEqual(ids(set), ['a', 'closed']);
});

test('deriving the same again gives the same output', () => {
  const set = new OutputSet(() => [output('a')], [type], []);
  assert.deepEqual(set.derive(derived('a', '1')), set.derive(derived('a', '1')));
  assert.deepEqual(ids(set), ['a', 'a+1']);
});

test('an output is made once however often it is derived, and closed when it is removed', () => {
  const events: string[] = [];
  const derive = (parent: Output, { id }: { readonly id: string }): Output => {
    const made = output(`${parent.descriptor.id}+${id}`);
    events.push(`made ${made.descriptor.id}`);
    return { ...made, close: () => events.push(`closed ${made.descriptor.id}`) };
  };
  const set = new OutputSet(() => [output('a')], [{ ...type, derive }], [derived('a', '1')]);
  set.derive(derived('a', '1'));
  set.derive(derived('a+1', '2'));
  set.derive(derived('a+1', '2'));
  set.remove('a+1');
  assert.deepEqual(events, ['made a+1', 'made a+1+2', 'closed a+1', 'closed a+1+2']);
});

test('one that was listed before waits for its parent, also when it is made anew', () => {
  const own: Output[] = [];
  const set = new OutputSet(() => own, [type], [derived('a', '1')]);
  set.remove('a+1');
  assert.equal(set.derive(derived('a', '1')).id, 'a+1');
  assert.equal(set.derive(derived('a', '1')).id, 'a+1');
  assert.deepEqual(ids(set), []);
  own.push(output('a'));
  assert.deepEqual(ids(set), ['a', 'a+1']);
});
