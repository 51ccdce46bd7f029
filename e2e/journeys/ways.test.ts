/**
 * Around the main job: the first sight of the views, a file that is no trace, progress and Cancel, a file that changes, a shift
 * in time, the palette, closing and bringing back, the server's menu and its death under an open view, and high contrast.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { kernelText, kitchen, writeWorkspace } from '../fixtures.ts';
import { eventually, root, steps, Workbench } from './workbench.ts';

const folder = join(root, 'e2e/out/ways');
writeWorkspace(root, folder);
writeFileSync(join(folder, 'large.txt'), kernelText(2_000_000));

describe('around the main job', () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open(folder);
  });
  after(() => workbench?.close());
  const step = steps(() => workbench);

  step('says what to do when nothing is open, and starts no server for that', async () => {
    await workbench.sidebar('Heddle');
    await workbench.page.locator('.sidebar .welcome-view-content .monaco-button').first().waitFor();
    assert.equal(await workbench.statusItem().count(), 0);
    await workbench.picture('20-welcome');
  });

  step('says of a file without a trace what it is, and offers the log', async () => {
    await workbench.sidebar('Explorer');
    await workbench.menu(workbench.row('no-trace.json'), 'Open as trace');
    const toast = workbench.toast('no-trace.json');
    await toast.waitFor();
    await workbench.picture('21-no-trace');
    await toast.locator('a, .monaco-button').filter({ hasText: 'Show log' }).first().click();
    await workbench.page.locator('.part.panel .monaco-editor').first().waitFor();
    await workbench.palette('View: Hide Panel');
  });

  step('shows how far reading is, cancels it, and keeps what was read', async () => {
    await workbench.menu(workbench.row('large.txt'), 'Open as trace');
    const toast = workbench.toast('Reading large.txt');
    await toast.filter({ hasText: /\d % · [\d,.]+ events · .*events\/s · .* left/ }).waitFor();
    await workbench.sidebar('Heddle');
    await workbench.row('large.txt').filter({ hasText: '%' }).waitFor();
    await workbench.statusItem().filter({ hasText: '%' }).waitFor();
    const view = await workbench.webview('[data-experiment]');
    const worker = view.getByRole('treeitem').filter({ hasText: 'worker-7' }).first();
    await worker.waitFor();
    await workbench.picture('22-reading');
    await toast.locator('a, .monaco-button').filter({ hasText: 'Cancel' }).first().click();
    await workbench.row('large.txt').filter({ hasText: 'reading cancelled' }).waitFor();
    await view.getByText('Reading was cancelled: what is shown ends after').waitFor();
    await workbench.view();
    await worker.waitFor();
    await workbench.picture('29-cancelled');
  });

  step('reads a cancelled trace again from its view, and cancels there too', async () => {
    const view = await workbench.webview('[data-experiment]');
    await view.getByRole('button', { name: 'Read again' }).click();
    await view.getByRole('button', { name: 'Cancel' }).click();
    await view.getByText('Reading was cancelled').waitFor();
    await workbench.menu(workbench.row('large.txt'), 'Close trace');
    await workbench.row('large.txt').waitFor({ state: 'detached' });
    await workbench.tab('large.txt').waitFor({ state: 'detached' });
  });

  step('opens a trace “with” the view', async () => {
    await workbench.sidebar('Explorer');
    await workbench.menu(workbench.row('kitchen.json'), 'Open With...');
    await workbench.choose('Trace view');
    await workbench.view();
    await workbench.picture('23-opened-with');
  });

  step('has the view’s commands in the palette', async () => {
    await workbench.palette('Heddle: Zoom in');
    await workbench.palette('Heddle: Show the whole trace');
  });

  step('closes a trace, and brings it back when asked to', async () => {
    await workbench.sidebar('Heddle');
    await workbench.menu(workbench.row('kitchen.json'), 'Close trace');
    await workbench.row('kitchen.json').waitFor({ state: 'detached' });
    await workbench.tab('kitchen.json').waitFor({ state: 'detached' });
    const undo = workbench.toast('Closed “kitchen.json”').locator('a, .monaco-button').filter({ hasText: 'Undo' });
    await undo.first().click();
    await workbench.row('kitchen.json').waitFor();
    await workbench.view();
  });

  step('notices that a trace has changed on disk, and reads it again when asked to', async () => {
    const more = { ph: 'X', pid: 1, tid: 2, ts: 11000, dur: 800, name: 'wash up' };
    const traceEvents = [...kitchen.traceEvents, more];
    writeFileSync(join(folder, 'kitchen.json'), JSON.stringify({ ...kitchen, traceEvents }));
    const view = await workbench.view();
    await view.getByText('kitchen.json has changed on disk').waitFor();
    await workbench.row('kitchen.json').filter({ hasText: 'changed on disk' }).waitFor();
    await workbench.picture('38-changed');
    await view.getByRole('button', { name: 'Read again' }).click();
    await view.getByText('kitchen.json has changed on disk').waitFor({ state: 'detached' });
    await workbench.row('kitchen.json').filter({ hasText: '11 events' }).waitFor();
  });

  step('shifts a trace in time, and puts it back', async () => {
    await workbench.row('kitchen.json').locator('.monaco-tl-twistie').click();
    const trace = workbench.page
      .locator('.sidebar [role="treeitem"][aria-level="2"][aria-label^="kitchen.json"]')
      .first();
    await workbench.menu(trace, 'Shift in time…');
    await workbench.answer('-1.5 ms');
    await trace.filter({ hasText: 'shifted by -1.5 ms' }).waitFor();
    await workbench.view();
    await workbench.picture('39-shifted');
    await workbench.menu(trace, 'Undo shift in time');
    await trace.filter({ hasText: 'shifted' }).waitFor({ state: 'detached' });
  });

  step('tells of a trace where it is, and when it was', async () => {
    await workbench.row('kitchen.json').hover();
    await workbench.page.locator('.monaco-hover').filter({ hasText: 'Begin' }).first().waitFor();
    await workbench.picture('28-tooltip');
  });

  step('shows in high contrast', async () => {
    await workbench.row('Flame Chart').hover();
    await workbench.theme('Default High Contrast');
    const view = await workbench.view();
    await view.locator('body.vscode-high-contrast').waitFor();
    // The view's own background follows: it is transparent over the editor's, or the editor's black.
    const background = await view.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    assert.ok(['rgb(0, 0, 0)', 'rgba(0, 0, 0, 0)'].includes(background), background);
    await workbench.picture('24-high-contrast');
    await workbench.theme('Default Dark Modern');
  });

  step('restarts the server from the status bar, and the view goes on', async () => {
    await workbench.statusItem().click();
    await workbench.page.locator('.quick-input-list [role="option"]').first().waitFor();
    await workbench.picture('25-server-menu');
    await workbench.choose('Restart');
    await workbench.row('Flame Chart').waitFor();
    const view = await workbench.view();
    // Rows move while outputs are still found, so a click may land beside.
    await eventually('the events table', async () => {
      await workbench.row('Events Table').click();
      await view.getByText('Events Table').first().waitFor({ timeout: 3000 });
      return true;
    });
    await workbench.picture('26-restarted');
  });

  step('stops the server when told to, and keeps what is known on screen', async () => {
    await workbench.statusItem().click();
    await workbench.choose('Stop');
    await workbench.statusItem().waitFor({ state: 'detached' });
    assert.equal(await workbench.row('kitchen.json').count(), 1);
    await workbench.picture('27-stopped');
    await workbench.row('kitchen.json').click();
    await workbench.row('Flame Chart').click();
    await workbench.statusItem().waitFor();
  });
});
