/**
 * Who ran, who waited, and for whom? A kernel trace with what its CPUs and threads did, the menu of a thread's row by mouse and
 * by key, and the thread's critical path below. Needs the real trace; pictures are left in e2e/out/pictures.
 */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { sharedTrace } from '../fixtures.ts';
import { root, steps, Workbench } from './workbench.ts';

const trace = sharedTrace(root, 'ctf/many-threads');

describe('a kernel trace', { skip: trace === undefined && 'no shared traces' }, () => {
  let workbench: Workbench;
  before(async () => {
    const folder = join(root, 'e2e/out/critical-path');
    mkdirSync(folder, { recursive: true });
    cpSync(trace!, join(folder, 'many-threads'), { recursive: true });
    workbench = await Workbench.open(folder);
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);

  step('opens with how busy its CPUs are, what they do, and what threads do', async () => {
    await workbench.menu(workbench.row('many-threads'), 'Open as trace');
    const view = await workbench.view();
    for (const lane of ['CPU Usage', 'Resources Status', 'Thread Status'])
      await view.getByRole('region', { name: lane, exact: true }).waitFor();
    await view.getByRole('button', { name: 'Sort by %, sorted from the largest' }).waitFor();
    await view.getByRole('treeitem').filter({ hasText: 'CPU 0 Threads' }).waitFor();
    await workbench.picture('30-kernel-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('31-kernel-light');
    await workbench.theme('Default Dark Modern');
    await workbench.page.setViewportSize({ width: 900, height: 700 });
    await workbench.view();
    await workbench.picture('32-kernel-narrow');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
  });

  step('groups the answers of one analysis in the side bar', async () => {
    await workbench.sidebar('Heddle');
    await workbench.onlyPane('Outputs');
    await workbench.unfold(workbench.row('System Call Latency'));
    await workbench.row('Latency vs Time').waitFor();
    await workbench.picture('33-kernel-outputs');
  });

  step('offers the critical path in the menu of a row of Thread Status', async () => {
    const view = await workbench.view();
    const lane = view.getByRole('region', { name: 'Thread Status', exact: true });
    await lane.hover();
    await view.getByRole('button', { name: 'Filter rows of Thread Status' }).click();
    await workbench.page.keyboard.type('631');
    const row = lane.locator('[role="treeitem"][title*="TID 634 "]');
    await row.click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'Critical path of a thread' }).waitFor();
    await workbench.picture('34-row-menu');
  });

  step('makes it at once, and shows it below', async () => {
    const view = await workbench.view();
    await view.getByRole('menuitem', { name: 'Critical path of a thread' }).click();
    await view.getByRole('region', { name: 'gmain [634] · critical path' }).waitFor();
    await view.getByRole('treeitem').filter({ hasText: '[lttng-sessiond,4042]' }).waitFor();
    await workbench.view();
    await workbench.picture('35-critical-path-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('36-critical-path-light');
    await workbench.theme('Default Dark Modern');
  });

  step('leads on to the path of a thread that it goes through, by the keyboard', async () => {
    const view = await workbench.view();
    await view.getByRole('treeitem').filter({ hasText: '[lxterminal,1555]' }).click();
    await workbench.page.keyboard.press('Shift+F10');
    await view.getByRole('menuitem', { name: 'Critical path of a thread' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await view.getByRole('region', { name: 'lxterminal [1555] · critical path' }).waitFor();
  });

  step('has it in the side bar', async () => {
    await workbench.row('gmain [634] · critical path').waitFor();
    await workbench.picture('37-critical-path-tree');
  });
});
