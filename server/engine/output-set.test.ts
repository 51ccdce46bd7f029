/** Outputs derived by configurations, against an index whose outputs appear while it reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EntryIds } from '../analyses/entry-ids.ts';
import type { Configuration } from '../analyses/output.ts';
import { type Output, type OutputDescriptor, QueryError } from '../analyses/output.ts';
import type { ConfigurationType } from '../configurations/configuration-type.ts';
import { OutputSet } from './output-set.ts';
import type { DerivedOutput } from './protocol.ts';
import { ProvidedOutputs } from './provided-outputs.ts';

const output = (id: string): Output => {
  const descriptor: OutputDescriptor = { id, name: id, description: '', type: 'TIME_GRAPH' };
  return { descriptor, status: 'COMPLETED' };
};
const type: ConfigurationType = {
  id: 'type',
  name: 'Type',
  description: '',
  scope: 'self',
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

test('a configuration that has changed makes its outputs anew, and what hangs below them, under the same ids', () => {
  const events: string[] = [];
  const derive = (parent: Output, { id, name }: Configuration): Output => {
    const made = output(`${parent.descriptor.id}+${id}`);
    events.push(`made ${made.descriptor.id} ${name}`);
    return { ...made, close: () => events.push(`closed ${made.descriptor.id}`) };
  };
  const all = [derived('a', '1'), derived('a+1', '2'), derived('a', '3')];
  const set = new OutputSet(() => [output('a')], [{ ...type, derive }], all);
  const before = ids(set);
  events.length = 0;
  const { configuration } = derived('a', '1');
  set.configure({ ...configuration, name: 'renamed' }, false);
  assert.deepEqual(events, [], 'a new name makes nothing anew');
  assert.equal(set.descriptors().find(({ id }) => id === 'a+1')?.name, 'renamed');
  set.configure({ ...configuration, name: 'new' }, true);
  assert.deepEqual(ids(set), before);
  assert.deepEqual(events, ['closed a+1', 'closed a+1+2', 'made a+1 new', 'made a+1+2 2']);
});

test('removing an output takes along what was derived from those that it lists below itself', () => {
  const child = output('a+1/child');
  const derive = (parent: Output, { id }: Configuration): Output => ({
    ...output(`${parent.descriptor.id}+${id}`),
    ...(id === '1' ? { outputs: () => [child] } : {}),
  });
  const set = new OutputSet(() => [output('a')], [{ ...type, derive }], [derived('a', '1'), derived('a+1/child', '2')]);
  assert.deepEqual(ids(set), ['a', 'a+1', 'a+1/child', 'a+1/child+2']);
  set.remove('a+1');
  assert.deepEqual(ids(set), ['a']);
});

test('one that failed can be derived again, and lives', () => {
  let broken = true;
  const derive = (parent: Output, { id }: Configuration): Output => {
    if (broken) throw new QueryError('not now');
    return output(`${parent.descriptor.id}+${id}`);
  };
  const set = new OutputSet(() => [output('a')], [{ ...type, derive }], [derived('a', '1')]);
  assert.equal(set.find('a+1')?.status, 'FAILED');
  broken = false;
  set.derive(derived('a', '1'));
  assert.equal(set.find('a+1')?.status, 'COMPLETED');
  assert.deepEqual(ids(set), ['a', 'a+1']);
});

test('provided outputs are made once, replaced when their configuration changes, and fail by themselves', () => {
  const events: string[] = [];
  const provide = (_experiment: unknown, { id, name }: Configuration) => {
    if (name === 'throws') throw new Error('it does not fit');
    const made = [output(id)];
    events.push(`provided ${name}`);
    const outputs = (): Output[] => {
      if (name === 'breaks') throw new Error('it broke');
      return made;
    };
    const close = (): void => {
      events.push(`closed ${name}`);
      throw new Error('a bug in close');
    };
    return { outputs, close };
  };
  const types = [{ ...type, provide }];
  const provided = new ProvidedOutputs({ traces: [], ids: new EntryIds(0), status: 'RUNNING' }, types);
  const set = new OutputSet(() => [output('a')], types, [derived('p', '1')], provided);
  const named = (id: string, name: string): Configuration => ({ ...derived('', id).configuration, name });
  set.configure(named('p', 'first'), true);
  set.configure(named('q', 'throws'), true);
  assert.deepEqual(ids(set), ['a', 'p', 'failed:q', 'p+1']);
  assert.equal(set.find('p'), set.find('p'));
  assert.deepEqual(set.find('failed:q')?.statusMessage, 'it does not fit');
  const [, own, failed] = set.descriptors();
  for (const [descriptor, id] of [[own, 'p'] as const, [failed, 'q'] as const]) {
    assert.deepEqual([descriptor?.configIds, descriptor?.capabilities?.canDelete], [[id], false]);
  }
  const derivedOutput = set.find('p+1');
  set.configure(named('p', 'second'), true);
  assert.notEqual(set.find('p+1'), derivedOutput, 'what was derived from the old one is made of the new');
  set.configure(named('p', 'breaks'), true);
  assert.equal(set.find('failed:p')?.statusMessage, 'it broke');
  assert.deepEqual(ids(set), ['a', 'failed:q', 'failed:p'], 'what waits for its parent is not listed');
  set.configure(named('p', 'third'), true);
  set.withdraw('q');
  assert.deepEqual(ids(set), ['a', 'p', 'p+1']);
  set.withdraw('p');
  assert.deepEqual(ids(set), ['a']);
  set.configure(named('p', 'fourth'), true);
  assert.deepEqual(ids(set), ['a', 'p'], 'what was derived has gone with it');
  assert.deepEqual(events, [
    'provided first',
    'closed first',
    'provided second',
    'closed second',
    'provided breaks',
    'closed breaks',
    'provided third',
    'closed third',
    'provided fourth',
  ]);
});
