/**
 * Calls that a program records while the editor looks on: from the empty view over the environment for an SDK to the live
 * tree, the flame chart, a call's page and a file. Pictures are left in e2e/out/pictures.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { type Recorded, Recording } from '../recording.ts';
import { eventually, root, steps, Workbench } from './workbench.ts';

const folder = join(root, 'e2e/out/calls');
const exported = join(folder, 'calls.csv');
const PROJECT = 'acme/shop';

describe('calls', () => {
  let workbench: Workbench;
  let program: Recording;
  let environment: string;
  let running: Recorded;

  before(async () => {
    mkdirSync(folder, { recursive: true });
    workbench = await Workbench.open(folder, [], { 'heddle.calls.port': await freePort() });
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);
  /** The newest call of an op that is unfolded. */
  const callRow = (op: string) =>
    workbench.page.locator(`.sidebar [role="treeitem"][aria-level="3"][aria-label^="${op}"]`).first();
  const icon = (row: string, name: string) => workbench.row(row).locator(`.codicon-${name}`).count();

  step('an empty view says how to begin, and gives the environment', async () => {
    await workbench.sidebar('Heddle');
    await workbench.onlyPane('Calls');
    const button = workbench.page.getByRole('button', { name: 'Copy environment for an SDK…' });
    await button.waitFor();
    await workbench.picture('100-calls-empty');
    await button.click();
    await workbench.page.locator('.quick-input-list [role="option"]').first().waitFor();
    await workbench.picture('101-calls-environment');
    await workbench.choose('Copy for a shell');
    environment = await eventually('the environment in the clipboard', async () => {
      const copied = await workbench.clipboard();
      return copied.includes('WF_TRACE_SERVER_URL') && copied;
    });
    assert.match(environment, /^export WANDB_API_KEY=[\w-]{43}$/m);
    program = new Recording(environment, PROJECT);
  });

  step('what a program records appears by itself', async () => {
    const begin = Date.now() - 60_000;
    for (let number = 0; number < 6; number++) await program.purchase(number, begin + number * 9000);
    running = await program.start({ op: 'deliver', inputs: { to: 'Ada' } });
    const project = workbench.row(PROJECT);
    await project.waitFor();
    await workbench.unfold(project);
    await workbench.row('Recent traces').waitFor();
    for (const op of ['advise', 'checkout', 'deliver', 'pay', 'price']) await workbench.row(op).waitFor();
    await workbench.unfold(workbench.row('pay'));
    await eventually(
      'failed calls of it',
      async () => (await workbench.page.locator('.sidebar .codicon-error').count()) > 2,
    );
    await workbench.picture('102-calls-tree-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('103-calls-tree-light');
    await workbench.theme('Default High Contrast');
    await workbench.picture('104-calls-tree-contrast');
    await workbench.theme('Default Dark Modern');
  });

  step('a call that ends stops turning, without a hand', async () => {
    assert.equal(await icon('deliver', 'loading'), 1);
    await program.end(running, { output: 'at the door' });
    await eventually('the end of the call', async () => (await icon('deliver', 'loading')) === 0);
  });

  step('the project opens as a flame chart, and grows', async () => {
    await workbench.menu(workbench.row(PROJECT), 'Open project of calls');
    const view = await workbench.view();
    const traces = view.locator('[role="treeitem"]').filter({ hasText: /^checkout · / });
    await traces.first().waitFor();
    assert.equal(await traces.count(), 6);
    await workbench.picture('105-calls-flame-chart-dark');
    await program.purchase(6, Date.now() - 2500);
    await eventually('the new trace', async () => (await traces.count()) === 7);
    await workbench.picture('106-calls-flame-chart-grown');
    assert.equal(await workbench.row('Recent traces').count(), 1);
  });

  step('a call is found in it, and opened from it', async () => {
    await workbench.menu(callRow('pay'), 'Show in flame chart');
    const view = await workbench.view();
    const open = view.getByRole('button', { name: 'Open call' });
    await open.waitFor();
    await workbench.picture('107-call-found-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('108-call-found-light');
    await workbench.theme('Default Dark Modern');
    await open.click();
    await workbench.tab(`Calls of ${PROJECT}`).waitFor();
    const page = await workbench.webview('[aria-label="Calls of acme/shop"]');
    await page.getByText('card').first().waitFor();
    await workbench.picture('109-call-page-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('110-call-page-light');
    await workbench.theme('Default Dark Modern');
  });

  step('calls are saved as a table', async () => {
    await workbench.palette('Export calls…');
    await workbench.choose('CSV');
    await workbench.chooseFile(exported);
    await workbench.toast('Exported 29 calls').waitFor();
    await workbench.picture('111-calls-exported');
    const [head = '', ...rows] = readFileSync(exported, 'utf8').trimEnd().split('\r\n');
    assert.equal(rows.length, 29);
    assert.ok(head.includes('inputs.card'));
    // No spreadsheet takes it for a formula.
    assert.ok(rows.some((row) => row.includes("'=1+1")));
  });

  step('the page comes back with its window', async () => {
    await workbench.reload();
    const page = await workbench.webview('[aria-label="Calls of acme/shop"]');
    await page.getByText('card').first().waitFor();
    await workbench.picture('112-call-page-reloaded');
  });

  step('the environment stays valid when the server starts anew', async () => {
    await workbench.palette('Stop trace server');
    await eventually('nobody at the address', async () => !(await program.isAnswered()));
    await workbench.palette('Copy SDK environment…');
    await workbench.choose('Copy for a .env file');
    const text = await eventually('the environment in the clipboard', async () => {
      const copied = await workbench.clipboard();
      return !copied.includes('export') && copied;
    });
    assert.equal(text, environment.replaceAll('export ', ''));
    await program.purchase(7, Date.now() - 2500);
    await eventually('its calls in the tree', async () => {
      const row = await workbench.row(PROJECT).textContent();
      return row?.includes('33 calls');
    });
    assert.deepEqual(
      workbench.complaints.filter((line) => line.includes('heddle')),
      [],
    );
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
