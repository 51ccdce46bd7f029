/** Files in a folder that is there for as long as a test needs them. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export async function withFiles(
  files: Readonly<Record<string, Uint8Array>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-test-')));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pace that never waits. */
export const AT_ONCE = { pause: (): Promise<void> => Promise.resolve() };
