import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import type { Draft } from '../../client/configuration-messages.ts';
import { DraftKeeper } from './draft-keeper.ts';

const draft = (title: string): Draft => ({ parameters: { title }, etag: '"1"' });

describe('a draft', () => {
  let saved: Draft[];
  let keeper: DraftKeeper;
  beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
    saved = [];
    keeper = new DraftKeeper(
      async (each) => void saved.push(each),
      () => {},
    );
  });

  it('is saved while typing goes on, and always as it is then', () => {
    for (const title of ['a', 'ab', 'abc']) keeper.keep(draft(title));
    mock.timers.tick(300);
    assert.deepEqual(saved, [draft('abc')]);
    keeper.keep(draft('abcd'));
    mock.timers.tick(300);
    assert.deepEqual(saved.at(-1), draft('abcd'));
  });

  it('is saved at once when the form goes, and once', () => {
    keeper.keep(draft('a'));
    keeper.flush();
    keeper.flush();
    mock.timers.tick(1000);
    assert.deepEqual(saved, [draft('a')]);
  });

  it('is not saved any more once it was sent, unless it was refused', () => {
    keeper.keep(draft('a'));
    keeper.end();
    keeper.keep(draft('b'));
    mock.timers.tick(1000);
    assert.deepEqual(saved, []);
    keeper.again(draft('c'));
    assert.deepEqual(saved, [draft('c')]);
  });

  it('that cannot be kept is told of, until one can', async () => {
    const told: (string | undefined)[] = [];
    const save = mock.fn(() => Promise.reject(new Error('full')));
    const failing = new DraftKeeper(save, (problem) => told.push(problem));
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    failing.keep(draft('a'));
    failing.flush();
    await settled();
    save.mock.mockImplementation(() => Promise.resolve() as never);
    failing.again(draft('b'));
    await settled();
    assert.deepEqual(told, ['full', undefined]);
  });
});
