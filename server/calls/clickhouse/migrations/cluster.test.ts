import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { clusterStatements } from './cluster.ts';

test('the guide has the statements for a cluster as they are', () => {
  const guide = readFileSync(new URL('../../../../docs/clickhouse.md', import.meta.url), 'utf8');
  const block = /```sql\n(CREATE TABLE IF NOT EXISTS schema_steps_local[\s\S]*?)```/.exec(guide)?.[1];
  assert.equal(block, `${clusterStatements().join(';\n\n')};\n`);
});

test('every table of a cluster is replicated and distributed, and views fill what lies on the same server', () => {
  for (const statement of clusterStatements().slice(0, -1)) {
    assert.match(statement, /ON CLUSTER '\{cluster\}'/);
    if (statement.includes('MergeTree'))
      assert.match(statement, /_local ON CLUSTER[\s\S]*ENGINE = Replicated\w*MergeTree/);
    else if (/CREATE MATERIALIZED/.test(statement)) assert.match(statement, / TO \w+_local AS[\s\S]*\nFROM \w+_local/);
  }
});
