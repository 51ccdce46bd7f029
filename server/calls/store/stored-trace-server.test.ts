import assert from 'node:assert/strict';
import test from 'node:test';
import { DigestMismatchError, InvalidRequest, NotFoundError } from '../errors.ts';
import { end, OTHER, openStore, PROJECT, start } from './testing/store.ts';

test('Files are read by the digest of their bytes, in their project.', async () => {
  const store = openStore();
  const content = new Uint8Array(250_001).map((_, i) => (i * 31) % 256);
  const { digest } = await store.fileCreate({ project_id: PROJECT, name: 'a.bin', content });
  assert.match(digest, /^[0-9A-Za-z]{43}$/);
  const again = await store.fileCreate({ project_id: PROJECT, name: 'b.bin', content, expected_digest: digest });
  assert.deepEqual(again, { digest });
  assert.deepEqual(new Uint8Array((await store.fileContentRead({ project_id: PROJECT, digest })).content), content);
  const { digest: empty } = await store.fileCreate({ project_id: PROJECT, name: '', content: new Uint8Array() });
  assert.equal((await store.fileContentRead({ project_id: PROJECT, digest: empty })).content.length, 0);
  await assert.rejects(store.fileContentRead({ project_id: OTHER, digest }), NotFoundError);
  await assert.rejects(store.fileContentRead({ project_id: 'x', digest }), InvalidRequest);
  const wrong = { project_id: PROJECT, name: 'c', content, expected_digest: empty };
  await assert.rejects(store.fileCreate(wrong), DigestMismatchError);
  await store.close();
});

test('Projects and ops are listed by what was called last, all versions of an op as one.', async () => {
  const store = openStore();
  const op = (version: string) => `weave-trace-internal:///${PROJECT}/op/predict:${version}`;
  await store.callStart(start(1, { op_name: op('a') }));
  await store.callStart(start(2, { op_name: 'plain' }));
  await store.callStart(start(3, { op_name: op('b') }));
  await store.callEnd(end(3, { exception: 'e' }));
  await store.callStart(start(4, { project_id: OTHER }));
  const { projects } = await store.projectsQuery();
  assert.deepEqual(
    projects.map(({ project_id, calls, running, errors }) => [project_id, calls, running, errors]),
    [
      [OTHER, 1, 1, 0],
      [PROJECT, 3, 2, 1],
    ],
  );
  const { ops } = await store.opsSummary({ project_id: PROJECT });
  assert.deepEqual(ops, [
    {
      op: `weave-trace-internal:///${PROJECT}/op/predict`,
      name: 'predict',
      calls: 2,
      running: 1,
      errors: 1,
      last_started_at: '2024-06-13T12:00:00.000003Z',
    },
    { op: 'plain', name: 'plain', calls: 1, running: 1, errors: 0, last_started_at: '2024-06-13T12:00:00.000002Z' },
  ]);
  assert.deepEqual(await store.ensureProjectExists({ entity: 'a', project: 'b' }), { project_name: 'b' });
  await store.close();
});
