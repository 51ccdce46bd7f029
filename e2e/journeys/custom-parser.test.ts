/**
 * A log that nothing here can read: from the Explorer to a form, which shows what its pattern finds in the file, to the trace
 * with its events; and the same file read in another way. Pictures are left in e2e/out/pictures.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Frame } from '../hosts/workbench.mjs';
import { eventually, root, steps, Workbench } from './workbench.ts';

const folder = join(root, 'e2e/out/parser');
const LINES = Array.from({ length: 500 }, (_, i) => {
  const time = new Date(Date.UTC(2026, 4, 1, 12) + i * 40).toISOString().replace('T', ' ').replace('Z', '');
  return `${time} ${i % 9 === 0 ? 'WARN' : 'INFO'} [worker-${i % 4}] order ${i} served in ${(i * 7) % 90} ms`;
});
const PATTERN = String.raw`^(?<time>\S+ \S+) (?<level>\w+) +\[(?<thread>[^\]]*)\] (?<message>.*)$`;

describe('a custom parser', () => {
  let workbench: Workbench;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'orders.log'), `${LINES.join('\n')}\n`);
    workbench = await Workbench.open(folder);
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);
  const openWith = async (choice: string) => {
    await workbench.sidebar('Explorer');
    await workbench.menu(workbench.row('orders.log'), 'Open with custom parser…');
    await workbench.choose(choice);
  };
  const cell = (view: Frame, text: string | RegExp) =>
    view.getByRole('region', { name: 'Events Table' }).locator('[role="gridcell"]').filter({ hasText: text }).first();

  step('is written in a form that shows what it finds in the file', async () => {
    await openWith('New: Custom text parser');
    const form = await workbench.webview('form');
    await form
      .getByLabel(/^Title/)
      .first()
      .fill('Orders');
    await form
      .getByLabel(/^Pattern/)
      .first()
      .fill(PATTERN);
    const rows = form.locator('[aria-label="Preview as a table"] tbody tr');
    await eventually('the first 20 lines', async () => (await rows.count()) === 20);
    await rows.first().locator('td').filter({ hasText: 'order 0 served' }).waitFor();
    await workbench.picture('90-parser-form');
  });

  step('opens the file once it is stored', async () => {
    const form = await workbench.webview('form');
    await form.getByLabel('Group with the event type').first().fill('level');
    await form
      .getByLabel(/^Title/)
      .first()
      .press('Control+Enter');
    await workbench.tab('orders.log').waitFor();
    const view = await workbench.view();
    await cell(view, 'order 3 served in 21 ms').waitFor();
    await cell(view, /^WARN$/).waitFor();
    await workbench.picture('91-parser-trace');
    await workbench.sidebar('Heddle');
    await workbench.onlyPane('Configurations');
    await workbench.row('Orders').waitFor();
  });

  step('is not the only one: a file is read by the parser that is chosen', async () => {
    await openWith('New: Custom text parser');
    const form = await workbench.webview('form');
    await form
      .getByLabel(/^Title/)
      .first()
      .fill('Plain lines');
    await form
      .getByLabel(/^Pattern/)
      .first()
      .fill(String.raw`^(?<time>\S+ \S+) (?<message>.*)$`);
    await form
      .getByLabel(/^Title/)
      .first()
      .press('Control+Enter');
    await workbench.tab('orders.log (2)').waitFor();
    await eventually('its events', async () => (await cell(await workbench.view(), 'Plain lines').count()) === 1);
    // A list to choose from closes when something else takes the focus, as a view does when it has loaded.
    const front = workbench.page.locator('.tabs-container [role="tab"][aria-selected="true"]');
    await eventually('the trace that the other reads', async () => {
      await openWith('Orders');
      await front.filter({ hasText: /^orders\.log$/ }).waitFor({ timeout: 3000 });
      return true;
    });
    await cell(await workbench.view(), /^WARN$/).waitFor();
    await workbench.sidebar('Heddle');
    await workbench.onlyPane('Traces');
    assert.equal(await workbench.page.locator('.sidebar [role="treeitem"][aria-label^="orders.log"]').count(), 2);
  });
});
