/**
 * The licences of what the bundles carry of other people's work: most ask that their text goes along with every copy.
 * Which packages those are is what the bundler says it has put into its output, so the list can't fall behind.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE = /^(licen[cs]e|copying|notice)/i;

/** `metafiles`: esbuild's, of all bundles. Throws if a package says nothing of its licence. */
export function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 && PACKAGE.exec(path)?.[1]) || []);
  return [...new Set(folders)].sort().map(noticeOf).join('\n');
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile() && LICENCE.test(file.name));
  const by = author?.name ?? author;
  if (files.length === 0 && license === undefined) throw new Error(`${folder} says nothing of its licence`);
  const texts = files.map((file) => readFileSync(join(folder, file.name), 'utf8').trim());
  if (files.length === 0) texts.push(`Licence: ${license}${by ? `. Author: ${by}` : ''}`);
  return `${'='.repeat(80)}\n${name} ${version}\n${'='.repeat(80)}\n\n${texts.join('\n\n')}\n`;
}
