import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNameOf, readConfigurations, writeConfigurations } from './configuration-file.ts';

const one = { id: 'c', name: 'Deep', description: 'd', sourceTypeId: 't', parameters: { filter: 'a "b" < ü', n: [1] } };

test('what was written is read again, without its id', () => {
  const { id, ...written } = one;
  assert.deepEqual(readConfigurations(writeConfigurations([one, { id: 'x', name: 'N', sourceTypeId: 't' }])), {
    configurations: [written, { name: 'N', sourceTypeId: 't', parameters: {} }],
    problems: [],
  });
  assert.ok(!writeConfigurations([one]).includes(`"${id}"`));
});

test('a single one and a bare list are read as well', () => {
  const { id: _, ...written } = one;
  assert.deepEqual(readConfigurations(JSON.stringify(one)).configurations, [written]);
  assert.deepEqual(readConfigurations(`\uFEFF${JSON.stringify([one])}`).configurations, [written]);
});

test('what can’t be a configuration is left out with its name or place and the reason', () => {
  const { configurations, problems } = readConfigurations(
    JSON.stringify([one, 5, { name: 'A' }, { name: 'B', sourceTypeId: 't' }, { sourceTypeId: 't', parameters: {} }]),
  );
  assert.equal(configurations.length, 1);
  assert.deepEqual(problems, [
    'No. 2: not a configuration',
    '“A”: “sourceTypeId” is missing',
    '“B”: “parameters” is missing',
    'No. 5: “name” is missing',
  ]);
});

test('a text with none says so', () => {
  assert.throws(() => readConfigurations('{'), /not JSON/);
  assert.throws(() => readConfigurations('{"version":1,"configurations":[]}'), /no configuration/);
  assert.throws(() => readConfigurations('{"version":99,"configurations":[]}'), /newer version/);
  assert.throws(() => readConfigurations(JSON.stringify(Array(1001).fill(one))), /more than 1000/);
});

test('a file is called as the only one in it, in signs that file systems take', () => {
  assert.equal(fileNameOf([{ ...one, name: 'Ünter 5/10: "a"' }]), 'Ünter 5 10 a.json');
  assert.equal(fileNameOf([{ ...one, name: '///' }]), 'configurations.json');
  assert.equal(fileNameOf([one, one]), 'configurations.json');
});
