/**
 * The tables for a cluster, made of those for one server: each table is a replicated one, `…_local`, on every server, and a
 * `Distributed` one over it with the name that Heddle uses. All rows of a project lie on one shard, so what is merged,
 * joined and counted together lies together. Whoever runs the cluster runs these statements; Heddle finds them done.
 *
 *   node server/calls/clickhouse/migrations/cluster.ts     prints them, as they stand in docs/clickhouse.md
 */
import { MIGRATIONS, SCHEMA_STEPS } from './migrations.ts';

const ON = `ON CLUSTER '{cluster}'`;

export function clusterStatements(): string[] {
  const statements = [SCHEMA_STEPS, ...MIGRATIONS.flatMap(({ statements }) => statements)].flatMap(forCluster);
  const steps = MIGRATIONS.map(({ name }, index) => `(${index + 1}, '${name}')`);
  return [...statements, `INSERT INTO schema_steps (step, name) VALUES ${steps.join(', ')}`];
}

function forCluster(statement: string): string[] {
  const [, kind, name] = /^CREATE (TABLE|VIEW|MATERIALIZED VIEW) IF NOT EXISTS (\w+)/.exec(statement) ?? [];
  const created = (suffix: string) => `CREATE ${kind} IF NOT EXISTS ${name}${suffix} ${ON}`;
  const rest = statement.slice(`CREATE ${kind} IF NOT EXISTS ${name}`.length);
  if (kind === 'VIEW') return [created('') + rest];
  if (kind === 'MATERIALIZED VIEW') {
    return [created('') + rest.replace(/ TO (\w+)/, ' TO $1_local').replace(/\nFROM (\w+)/, '\nFROM $1_local')];
  }
  const shard = rest.includes('project_id') ? 'cityHash64(project_id)' : '0';
  return [
    created('_local') + rest.replace(/ENGINE = (\w*MergeTree)/, 'ENGINE = Replicated$1'),
    `${created('')} AS ${name}_local ENGINE = Distributed('{cluster}', currentDatabase(), ${name}_local, ${shard})`,
  ];
}

if (import.meta.main) process.stdout.write(`${clusterStatements().join(';\n\n')};\n`);
