/** Traces moved in time by the user, through HTTP, with all that follows from it in what the protocol tells. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { END, START } from './testing/scripted-experiment.ts';
import { ServerUnderTest } from './testing/server-under-test.ts';

let server: ServerUnderTest;
before(async () => {
  server = await ServerUnderTest.start();
});
after(() => server.close());

/** Of the experiment at this path below the protocol's base. */
function offsets(path: string, change?: unknown) {
  const base = server.server.tsp.replace(/\/tsp\/api$/, '');
  return server.fetch(`${base}/heddle${path}/offsets`, change === undefined ? 'GET' : 'PUT', change);
}

test('an offset moves a trace in its experiment at once, and is there after a restart', async () => {
  const path = await server.experiment('moved');
  const { traces } = (await server.call('GET', path)).json;
  const trace: string = traces[0].UUID;
  assert.deepEqual((await offsets(path)).json, { offsets: { [trace]: '0' }, proposals: {} });
  const set = await offsets(path, { [trace]: '-5000000000' });
  assert.equal(set.status, 200, set.text);
  assert.deepEqual(set.json, { offsets: { [trace]: '-5000000000' }, proposals: {} });
  const moved = (await server.call('GET', path)).json;
  assert.deepEqual([moved.start, moved.end], [START - 5_000_000_000n, END - 5_000_000_000n]);
  assert.deepEqual([moved.traces[0].start, moved.traces[0].end], [moved.start, moved.end]);
  const alone = (await server.call('GET', `/traces/${trace}`)).json;
  assert.deepEqual([alone.start, alone.end], [START, END], 'the trace by itself is where it says');

  await server.restart();
  const closed = (await server.call('GET', '/experiments')).json.find(({ name }: { name: string }) => name === 'moved');
  assert.deepEqual([closed.indexingStatus, closed.start, closed.end], ['CLOSED', moved.start, moved.end]);
  assert.deepEqual((await offsets(path)).json.offsets, { [trace]: '-5000000000' });
  await server.indexed(path);
  const open = (await server.call('GET', path)).json;
  assert.deepEqual([open.start, open.end], [moved.start, moved.end]);
  assert.equal((await offsets(path, { [trace]: 0 })).status, 200);
  assert.equal((await server.call('GET', path)).json.start, START);
  assert.deepEqual(server.failures, []);
});

test('what is no offset is refused, with the name of the trace, and changes nothing', async () => {
  const path = await server.experiment('refusing');
  const trace: string = (await server.call('GET', path)).json.traces[0].UUID;
  const refused: readonly (readonly [value: unknown, why: RegExp])[] = [
    ['1.5', /"refusing" must be a whole number of ns/],
    [1.5, /must be a whole number of ns/],
    [null, /must be a whole number of ns/],
    ['99999999999999999999999', /must be a whole number of ns/],
    ['4611686018427387905', /"refusing" must be less than 146 years/],
    ['-4611686018427387905', /less than 146 years/],
  ];
  for (const [value, why] of refused) {
    const { status, json } = await offsets(path, { [trace]: value });
    assert.deepEqual([status, json.parameter], [400, trace], String(value));
    assert.match(json.detail, why);
  }
  const other = await offsets(path, { [trace]: '1', nobody: '1' });
  assert.deepEqual([other.status, other.json.parameter], [400, 'nobody']);
  assert.equal((await offsets(path, [])).status, 400);
  assert.deepEqual((await offsets(path)).json.offsets, { [trace]: '0' });
  const far = await offsets(path, { [trace]: String(2n ** 62n) });
  assert.equal(far.status, 200, 'it still fits');
  assert.equal((await server.call('GET', path)).json.end, END + 2n ** 62n);
  assert.equal((await offsets('/experiments/00000000-0000-0000-0000-000000000000')).status, 404);
});
