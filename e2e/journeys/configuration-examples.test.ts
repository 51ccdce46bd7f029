/**
 * The five worked examples of ADR 0011 and In-And-Out, by mouse and keyboard: each from the menu where one looks for it, with
 * a form where the selection does not say enough, to the output that it makes. Needs the real traces; pictures are left in
 * e2e/out/pictures.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { CTF, sharedTrace } from '../fixtures.ts';
import type { Frame } from '../hosts/workbench.mjs';
import { eventually, root, steps, Workbench } from './workbench.ts';

const kernel = sharedTrace(root, 'ctf/many-threads');
const calls = sharedTrace(root, CTF);
const missing = (kernel === undefined || calls === undefined) && 'no shared traces';

describe('the examples of the ADR', { skip: missing }, () => {
  let workbench: Workbench;
  before(async () => {
    const folder = join(root, 'e2e/out/examples');
    mkdirSync(folder, { recursive: true });
    cpSync(kernel!, join(folder, 'many-threads'), { recursive: true });
    cpSync(calls!, join(folder, 'glxgears'), { recursive: true });
    workbench = await Workbench.open(folder);
    // So that all outputs are on screen.
    await workbench.page.setViewportSize({ width: 1440, height: 1700 });
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);
  const lane = (view: Frame, name: string | RegExp) => view.getByRole('region', { name });
  const fill = async (form: Frame, label: string | RegExp, text: string) => {
    await form.getByLabel(label).first().fill(text);
  };
  /** The first field of a list, which is added if the list is empty. */
  const listField = async (form: Frame) => {
    const field = form.locator('fieldset.list input, fieldset.list textarea').first();
    await form.locator('fieldset.list').first().waitFor();
    if ((await field.count()) === 0)
      await form
        .getByRole('button', { name: /^\+ Add/ })
        .first()
        .click();
    await field.waitFor();
    return field;
  };
  /** Waits for the output in the side bar and for its lane, and until nothing is loaded any more. */
  const made = async (name: string): Promise<Frame> => {
    await workbench.row(name).waitFor();
    const view = await workbench.view();
    await lane(view, name).waitFor();
    return workbench.view();
  };

  step('custom flame chart, from the menu of its lane', async () => {
    await workbench.menu(workbench.row('glxgears'), 'Open as trace');
    const view = await workbench.view();
    await workbench.sidebar('Heddle');
    await lane(view, 'Flame Chart').hover();
    await view.getByRole('button', { name: 'More for Flame Chart' }).click();
    await view.getByRole('menuitem', { name: 'Custom Flame Charts…' }).click();
    const form = await workbench.webview('form');
    await fill(form, /^Title/, 'Deep calls');
    await fill(form, /^Filter/, 'Duration > 1ms');
    await workbench.picture('40-example-flame-form');
    await form.getByLabel(/^Filter/).press('Control+Enter');
    await made('Deep calls');
    await workbench.picture('41-example-flame-chart');
  });

  step('custom function execution statistics, from the menu of an output', async () => {
    await workbench.menu(workbench.row('Function Duration Statistics'), 'Custom function execution statistics…');
    const form = await workbench.webview('form');
    await fill(form, /^Title/, 'Grouped');
    await fill(form, /^Aggregation/, '0x4.*');
    await form.getByLabel(/^Title/).press('Control+Enter');
    const view = await made('Grouped');
    await lane(view, 'Grouped').locator('[role="row"]').nth(1).waitFor();
    await workbench.picture('42-example-statistics');
  });

  step('custom XY chart of the events table, from the plus sign beside it', async () => {
    await workbench.menu(workbench.row('Events Table'), 'Custom XY time chart…');
    const form = await workbench.webview('form');
    await fill(form, /^Title/, 'Addresses');
    await workbench.picture('43-example-xy-form');
    await (await listField(form)).fill('CPU');
    await form.getByLabel(/^Title/).press('Control+Enter');
    await made('Addresses');
    await workbench.picture('44-example-xy');
  });

  step('critical paths of several threads at once, from the menu of selected rows', async () => {
    await workbench.palette('View: Close All Editors');
    await workbench.sidebar('Explorer');
    await workbench.menu(workbench.row('many-threads'), 'Open as trace');
    await workbench.sidebar('Heddle');
    await workbench.tab('many-threads').waitFor();
    const view = await eventually('the view of the kernel trace', async () => {
      const frame = await workbench.view();
      return (await lane(frame, 'Thread Status').count()) > 0 && frame;
    });
    await lane(view, 'Thread Status').hover();
    await view.getByRole('button', { name: 'Filter rows of Thread Status' }).click();
    await workbench.page.keyboard.type('lx');
    const row = (tid: number) => lane(view, 'Thread Status').locator(`[role="treeitem"][title*="TID ${tid} "]`);
    await row(1555).click();
    await row(2656).click({ modifiers: ['Control'] });
    await row(2656).click({ button: 'right' });
    const item = view.getByRole('menuitem', { name: 'Critical path of a thread (2 rows)' });
    await item.waitFor();
    await workbench.picture('45-example-two-rows');
    await item.click();
    await eventually('two paths', async () => (await lane(view, / · critical path/).count()) === 2);
    await workbench.view();
    await workbench.picture('46-example-critical-paths');
  });

  step('active thread filter, by the keyboard', async () => {
    await workbench.menu(workbench.row('Thread Status'), 'Active thread filter…');
    const form = await workbench.webview('form');
    await form.getByLabel(/CPU/i).first().fill('0');
    await workbench.picture('47-example-active-threads-form');
    await form.getByLabel(/CPU/i).first().press('Control+Enter');
    await eventually('a lane of active threads', async () => {
      const view = await workbench.view();
      return (await lane(view, /^Active/i).count()) > 0;
    });
    await workbench.view();
    await workbench.picture('48-example-active-threads');
  });

  step('In-And-Out, from the menu of the trace', async () => {
    await workbench.menu(workbench.row('many-threads'), 'In and out analysis…');
    const form = await workbench.webview('form');
    await listField(form);
    await fill(form, /^In$/, 'syscall_entry_(.*)');
    await fill(form, /^Out$/, 'syscall_exit_(.*)');
    await workbench.picture('49-example-in-and-out-form');
    await form.getByLabel(/^Out$/).first().press('Control+Enter');
    await eventually('its outputs', async () => (await workbench.row('syscall_entry_').count()) > 0);
    await workbench.picture('50-example-in-and-out');
  });

  step('all of them are listed with where they are used', async () => {
    await workbench.onlyPane('Configurations');
    for (const name of ['Deep calls', 'Grouped', 'Addresses', 'lxterminal [1555] · critical path'])
      await workbench.row(name).waitFor();
    await workbench.picture('51-example-configurations');
    assert.ok((await workbench.page.getByText('used by 1 output').count()) > 3);
  });
});
