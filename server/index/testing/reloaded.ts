/** Puts an index on the disk and takes it back, for tests: `reloaded(counts, new Counts())` answers as `counts` does. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IndexDraft } from '../store/index-draft.ts';
import { openIndex } from '../store/index-file.ts';
import type { Kept } from '../store/kept.ts';

export async function reloaded<T extends Pick<Kept, 'load'>>(saved: Pick<Kept, 'save'>, fresh: T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  try {
    const draft = new IndexDraft();
    saved.save(draft);
    await draft.write(join(folder, 'index'), 'key', async () => undefined);
    fresh.load(await openIndex(join(folder, 'index'), 'key'));
    return fresh;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
