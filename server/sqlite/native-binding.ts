/**
 * Where SQLite's native binary lies. Run from source, better-sqlite3 finds its own prebuilt file. Bundled, there is no
 * node_modules: the build copies the prebuilt files to `native/` beside the bundle, named `<platform>-<arch>.node`,
 * with `linuxmusl` as the platform of a Linux without glibc.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path for better-sqlite3's `nativeBinding` option; undefined to let it look by itself. */
export function nativeBinding(): string | undefined {
  const platform = process.platform === 'linux' && isMusl() ? 'linuxmusl' : process.platform;
  const file = fileURLToPath(new URL(`./native/${platform}-${process.arch}.node`, import.meta.url));
  return existsSync(file) ? file : undefined;
}

function isMusl(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime === undefined;
}
