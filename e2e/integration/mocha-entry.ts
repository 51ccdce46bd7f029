/**
 * What the workbench calls in the extension host: runs the bundled suites with mocha. Its report goes to a file, since
 * the host's console is full of the workbench's own words; how many passed and failed goes to another.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

const { HEDDLE_E2E_SUITES = '[]', HEDDLE_E2E_RESULT = '', HEDDLE_E2E_REPORT = '' } = process.env;

export function run(): Promise<void> {
  Mocha.reporters.Base.consoleLog = (...words: unknown[]) => appendFileSync(HEDDLE_E2E_REPORT, `${format(...words)}\n`);
  const mocha = new Mocha({ ui: 'tdd', timeout: 120_000, color: false });
  for (const file of JSON.parse(HEDDLE_E2E_SUITES)) mocha.addFile(file);
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failed) => {
      const { passes: passed = 0, pending: skipped = 0 } = runner.stats ?? {};
      writeFileSync(HEDDLE_E2E_RESULT, JSON.stringify({ passed, failed, skipped }));
      if (failed > 0) reject(new Error(`${failed} failed`));
      else resolve();
    });
  });
}
