/** Stores batches of calls in a file until it is killed, and tells on stdout which ones have been acknowledged. */
import { writeSync } from 'node:fs';
import { SqliteCallDatabase } from '../sqlite-call-database.ts';
import { end, start } from './parts.ts';

const [file, name, batches] = process.argv.slice(2) as [string, string, string];
const database = new SqliteCallDatabase(file);

async function store(batch: string): Promise<void> {
  const ids = Array.from({ length: 20 }, (_, i) => `${batch}-${i}`);
  await database.insertCallParts(ids.flatMap((id) => [start(id, { inputs_dump: `"${'x'.repeat(900)}"` }), end(id)]));
  writeSync(1, `${batch}\n`);
}

for (let i = 0; i < Number(batches); i += 4) {
  await Promise.all([0, 1, 2, 3].map((waiting) => store(`${name}-${i + waiting}`)));
}
await database.close();
