/** Brings the tables of a database up to date. */
import { BackendError } from '../errors.ts';
import type { ClickHouse } from './clickhouse.ts';
import { MIGRATIONS, SCHEMA_STEPS } from './migrations/migrations.ts';

/** Asks first and writes only what is missing, so that a user without the right to create tables will do where they are there. */
export async function migrate(clickhouse: ClickHouse): Promise<void> {
  const [known] = await clickhouse.rows(
    `SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = 'schema_steps'`,
  );
  if (known === undefined) await clickhouse.command(SCHEMA_STEPS);
  const applied = new Set((await clickhouse.rows('SELECT step FROM schema_steps')).map(([step]) => Number(step)));
  if (Math.max(...applied, 0) > MIGRATIONS.length)
    throw new BackendError('the database was set up by a newer version of Heddle');
  for (const [index, { name, statements }] of MIGRATIONS.entries()) {
    if (applied.has(index + 1)) continue;
    if (known?.[0] === 'Distributed')
      throw new BackendError(`the step ${name} must be run on the cluster first (docs/clickhouse.md)`);
    for (const statement of statements) await clickhouse.command(statement);
    await clickhouse.command(`INSERT INTO schema_steps (step, name) VALUES (${index + 1}, '${name}')`);
  }
}
