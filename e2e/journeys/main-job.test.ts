/**
 * The main job, from a folder of files to a chart of one's own: open, look, customise, come back. Runs on the real CTF
 * trace where there is one, else on the small one. Pictures of every stage are left in e2e/out/pictures.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { writeWorkspace } from '../fixtures.ts';
import { root, steps, Workbench } from './workbench.ts';

const folder = join(root, 'e2e/out/journey');
writeWorkspace(root, folder);
const trace = existsSync(join(folder, 'glxgears')) ? 'glxgears' : 'kitchen.json';
const OUTPUTS = ['Flame Chart', 'Function Duration Statistics', 'Histogram', 'Events Table'];

describe(`the main job, on ${trace}`, () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await Workbench.open(folder);
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);

  step('opens a trace from the Explorer’s context menu', async () => {
    await workbench.menu(workbench.row(trace), 'Open as trace');
    await workbench.view();
    await workbench.tab(trace).waitFor();
    await workbench.picture('01-opened');
  });

  step('lists the trace and its outputs in the side bar', async () => {
    await workbench.sidebar('Heddle');
    await workbench.row(trace).waitFor();
    for (const output of OUTPUTS) await workbench.row(output).waitFor();
    await workbench.picture('02-trees');
  });

  step('shows a flame chart, statistics, a histogram and the events on one time axis', async () => {
    for (const output of OUTPUTS) await workbench.row(output).click();
    const view = await workbench.view();
    for (const output of OUTPUTS) await view.getByText(output).first().waitFor();
    await workbench.view();
    await workbench.picture('03-outputs-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('04-outputs-light');
    await workbench.theme('Default Dark Modern');
  });

  step('says in the form what is wrong, and keeps what was typed', async () => {
    await workbench.menu(workbench.row('Flame Chart'), 'Custom flame chart…');
    const form = await workbench.webview('form');
    await form.getByRole('button', { name: /^Create/ }).click();
    await form.locator('.summary').waitFor();
    await workbench.picture('05-form-needed-dark');
    await form.getByLabel(/^Title/).fill('Deep calls');
    await form.getByLabel(/^Filter/).fill('duration > (');
    await form.getByLabel(/^Filter/).press('Control+Enter');
    await form.locator('.field-invalid').filter({ hasText: 'Filter' }).waitFor();
    assert.equal(await form.getByLabel(/^Title/).inputValue(), 'Deep calls');
    assert.equal(await form.getByLabel(/^Filter/).inputValue(), 'duration > (');
    await workbench.picture('06-form-refused-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('07-form-refused-light');
    await workbench.theme('Default Dark Modern');
  });

  step('creates the chart, selects it in the tree and opens it', async () => {
    const form = await workbench.webview('form');
    await form.getByLabel(/^Filter/).fill('Duration > 1ms');
    await workbench.picture('08-form-valid');
    await form.getByLabel(/^Filter/).press('Control+Enter');
    await workbench.row('Deep calls').waitFor();
    const view = await workbench.view();
    await view.getByText('Deep calls').first().waitFor();
    await workbench.view();
    await workbench.picture('09-derived-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('10-derived-light');
    await workbench.theme('Default Dark Modern');
  });

  step('shows all of it again after a reload of the window', async () => {
    await workbench.reload();
    const view = await workbench.view();
    for (const output of [...OUTPUTS, 'Deep calls']) await view.getByText(output).first().waitFor();
    await workbench.row('Deep calls').waitFor();
    await workbench.view();
    await workbench.picture('11-reloaded');
  });

  step('deletes the chart, and brings it back when asked to', async () => {
    await workbench.menu(workbench.row('Deep calls'), 'Delete');
    await workbench.row('Deep calls').waitFor({ state: 'detached' });
    await workbench
      .toast('Deleted “Deep calls”')
      .locator('a, .monaco-button')
      .filter({ hasText: 'Undo' })
      .first()
      .click();
    await workbench.row('Deep calls').waitFor();
  });

  step('asks nothing of the page that its security policy forbids', async () => {
    const refused = workbench.complaints.filter((text) => /Content Security Policy|unsafe-eval/.test(text));
    assert.deepEqual(refused, []);
  });
});
