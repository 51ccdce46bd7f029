/**
 * The tables of the call store in ClickHouse, as steps that are applied once each, in order; `schema_steps` says which
 * were. A step is never changed once released, only followed by another one. All of its statements may run again: two
 * servers may come at the same time, or one may be stopped half-way.
 */
import { CALLS } from './calls.ts';
import { VALUES } from './values.ts';

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
}

export const MIGRATIONS: readonly Migration[] = [
  { name: 'calls', statements: CALLS },
  { name: 'values', statements: VALUES },
];

export const SCHEMA_STEPS = `CREATE TABLE IF NOT EXISTS schema_steps (
  step UInt32,
  name String,
  applied_at DateTime DEFAULT now()
) ENGINE = MergeTree ORDER BY step`;
