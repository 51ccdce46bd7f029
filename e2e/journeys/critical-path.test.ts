/**
 * Whom did this thread wait for? A kernel trace, the menu of a thread's row by mouse and by key, and the thread's critical
 * path below. Needs the real trace; pictures are left in e2e/out/pictures.
 */
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { sharedTrace } from '../fixtures.ts';
import { root, steps, Workbench } from './workbench.ts';

const trace = sharedTrace(root, 'ctf/many-threads');

describe('the critical path of a thread', { skip: trace === undefined && 'no shared traces' }, () => {
  let workbench: Workbench;
  before(async () => {
    const folder = join(root, 'e2e/out/critical-path');
    mkdirSync(folder, { recursive: true });
    cpSync(trace!, join(folder, 'many-threads'), { recursive: true });
    workbench = await Workbench.open(folder);
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);

  step('is in the menu of a row of Thread Status', async () => {
    await workbench.menu(workbench.row('many-threads'), 'Open as trace');
    const view = await workbench.view();
    await view.getByRole('button', { name: 'Filter rows of Thread Status' }).click();
    await workbench.page.keyboard.type('631');
    const row = view.getByRole('treeitem').filter({ hasText: '634 · 631' });
    await row.click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'Critical path of this thread' }).waitFor();
    await workbench.picture('21-row-menu-dark');
  });

  step('is made at once, and shown below', async () => {
    const view = await workbench.view();
    await view.getByRole('menuitem', { name: 'Critical path of this thread' }).click();
    await view.getByRole('region', { name: 'Critical path of gmain [634]' }).waitFor();
    await view.getByRole('treeitem').filter({ hasText: '[lttng-sessiond,4042]' }).waitFor();
    await workbench.view();
    await workbench.picture('22-critical-path-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('23-critical-path-light');
    await workbench.theme('Default Dark Modern');
  });

  step('leads on to the path of a thread that it goes through, by the keyboard', async () => {
    const view = await workbench.view();
    await view.getByRole('treeitem').filter({ hasText: '[lxterminal,1555]' }).click();
    await workbench.page.keyboard.press('Shift+F10');
    await view.getByRole('menuitem', { name: 'Critical path of this thread' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await view.getByRole('region', { name: 'Critical path of lxterminal [1555]' }).waitFor();
  });

  step('is in the side bar, below Thread Status', async () => {
    await workbench.sidebar('Heddle');
    await workbench.row('Critical Path').waitFor();
    // The last one of a long list.
    await workbench.page.locator('.sidebar [role="tree"]').last().press('End');
    await workbench.row('Critical path of gmain [634]').waitFor();
    await workbench.picture('24-critical-path-tree');
  });
});
