/** Stores what a file holds: each configuration is stored, or left out with the reason; what is wrong with one keeps none back. */
import { readConfigurations } from '../configuration-file.ts';
import type { Imported } from '../configuration-messages.ts';
import { mustBeDone } from '../refused.ts';
import type { ConfigurationSession } from './configuration-session.ts';

/** Rejects with text to show if the file holds none at all. */
export async function importConfigurations(session: ConfigurationSession, text: string): Promise<Imported> {
  const { configurations, problems } = readConfigurations(text);
  const imported: string[] = [];
  const refused = [...problems];
  for (const { sourceTypeId, ...wanted } of configurations) {
    try {
      mustBeDone(await session.create(sourceTypeId, wanted));
      imported.push(wanted.name);
    } catch (error) {
      refused.push(`“${wanted.name}”: ${(error as Error).message}`);
    }
  }
  return { imported, problems: refused };
}
