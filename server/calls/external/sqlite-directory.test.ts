import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Forbidden, InvalidRequest, NotFoundError } from '../errors.ts';
import { DirectoryConverter } from './directory.ts';
import { SqliteDirectory } from './sqlite-directory.ts';

function shared(t: { after(run: () => void): void }) {
  const directory = new SqliteDirectory(':memory:');
  t.after(() => directory.close());
  for (const user of ['ann', 'bob', 'eve']) directory.createUser(user);
  directory.grant('ann', 'team', 'write');
  directory.grant('bob', 'team', 'read');
  return { directory, as: (user: string) => new DirectoryConverter(directory, user) };
}

test('projects and users have ids of their own, which stay when they are renamed', (t) => {
  const { directory, as } = shared(t);
  const ann = as('ann');
  assert.equal(ann.ensureProjectExists('team', 'one'), 'one');
  const id = ann.projectToInternal('team/one', 'write');
  const user = ann.userToInternal('bob');
  assert.match(id, /^[\w-]{20}$/);
  assert.equal(ann.projectToInternal('team/one', 'read'), id);
  assert.equal(ann.projectToExternal(id), 'team/one');
  directory.renameProject('team/one', 'team/two');
  directory.renameUser('bob', 'robert');
  assert.equal(ann.projectToExternal(id), 'team/two');
  assert.equal(as('robert').projectToInternal('team/two', 'read'), id);
  assert.equal(ann.userToExternal(user), 'robert');
  assert.throws(() => ann.projectToInternal('team/one', 'read'), NotFoundError);
});

test('each user reads and writes what the entity allows, and sees nothing of other entities', (t) => {
  const { directory, as } = shared(t);
  as('ann').ensureProjectExists('team', 'one');
  const id = as('bob').projectToInternal('team/one', 'read');
  assert.throws(() => as('bob').projectToInternal('team/one', 'write'), Forbidden);
  const told = (attempt: () => unknown) => {
    try {
      return attempt();
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
  };
  const hidden = told(() => as('eve').projectToInternal('team/one', 'read'));
  assert.match(String(hidden), /^NotFoundError/);
  assert.equal(
    hidden,
    told(() => as('eve').projectToInternal('team/no', 'read'))
      ?.toString()
      .replace('/no', '/one'),
  );
  assert.equal(as('eve').projectToExternal(id), undefined);
  directory.grant('eve', 'team', 'read');
  assert.equal(as('eve').projectToExternal(id), 'team/one');
  directory.grant('eve', 'team', undefined);
  assert.equal(as('eve').projectToExternal(id), undefined);
});

test('only who may write in an entity makes a project there', (t) => {
  const { directory, as } = shared(t);
  for (const user of ['bob', 'eve', 'unknown']) {
    assert.throws(() => as(user).ensureProjectExists('team', 'new'), NotFoundError, user);
  }
  assert.equal(directory.project('team/new'), undefined);
  as('ann').ensureProjectExists('team', 'new');
  assert.equal(as('bob').ensureProjectExists('team', 'new'), 'new');
  assert.throws(() => as('ann').ensureProjectExists('team', 'a/b'), InvalidRequest);
});

test('an unknown user has an id that nobody has', (t) => {
  const { as } = shared(t);
  const nobody = as('ann').userToInternal('mallory');
  assert.equal(as('ann').userToExternal(nobody), undefined);
  assert.notEqual(nobody, as('ann').userToInternal('mallet'));
});

test('names that are taken, and what is not there, are refused', (t) => {
  const { directory, as } = shared(t);
  as('ann').ensureProjectExists('team', 'one');
  as('ann').ensureProjectExists('team', 'two');
  assert.throws(() => directory.renameProject('team/one', 'team/two'), InvalidRequest);
  assert.throws(() => directory.renameProject('team/no', 'team/three'), NotFoundError);
  assert.throws(() => directory.renameUser('ann', 'bob'), InvalidRequest);
  assert.throws(() => directory.renameUser('no', 'new'), NotFoundError);
  assert.throws(() => directory.grant('no', 'team', 'read'), NotFoundError);
});
