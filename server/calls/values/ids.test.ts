import assert from 'node:assert/strict';
import test from 'node:test';
import { newId } from './ids.ts';

test('New ids are lower-case UUIDs of version 7 of now, each behind the one before.', () => {
  const before = Date.now();
  const ids = Array.from({ length: 20_000 }, newId);
  for (const [i, id] of ids.entries()) {
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    if (i > 0) assert.ok(ids[i - 1]! < id);
  }
  const first = Number.parseInt(ids[0]!.replaceAll('-', '').slice(0, 12), 16);
  assert.ok(first >= before && first <= Date.now());
});
