/**
 * What becomes of a configuration: edited in place while its output is open, renamed, exported, deleted and brought back,
 * imported, applied elsewhere; the page of all of them; a restart of the server in between. And types that another extension
 * brings, with all of this as well. Pictures are left in e2e/out/pictures.
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { writeWorkspace } from '../fixtures.ts';
import type { Frame } from '../hosts/workbench.mjs';
import { eventually, root, steps, Workbench } from './workbench.ts';

const folder = join(root, 'e2e/out/configurations');
const exported = join(folder, 'exported.json');

describe('configurations', () => {
  let workbench: Workbench;
  before(async () => {
    writeWorkspace(root, folder);
    cpSync(join(folder, 'kitchen.json'), join(folder, 'bistro.json'));
    workbench = await Workbench.open(folder, ['third-party.vsix']);
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);
  const lane = (view: Frame, name: string) => view.getByRole('region', { name, exact: true });
  const figure = async (name: string, text: string | RegExp) => {
    const view = await workbench.view();
    await lane(view, name).locator('[role="gridcell"]').filter({ hasText: text }).first().waitFor();
  };

  step('a type of another extension is in the menu of an output, and makes one', async () => {
    await workbench.menu(workbench.row('kitchen.json'), 'Open as trace');
    await workbench.view();
    await workbench.sidebar('Heddle');
    const form = await eventually('the form, after the choice if there is one', async () => {
      const entry = workbench.page
        .locator('.quick-input-list [role="option"]')
        .filter({ hasText: 'Line count' })
        .first();
      for (const frame of workbench.page.frames()) if ((await frame.getByLabel(/^Word/).count()) > 0) return frame;
      // The choice goes when something else takes the focus.
      await workbench.menu(workbench.row('Events Table'), 'Customise…');
      await entry.waitFor({ timeout: 3000 });
      await entry.click();
      const form = await workbench.webview('form');
      return (await form.getByLabel(/^Word/).count()) > 0 && form;
    });
    assert.equal(await form.getByLabel(/^Word/).inputValue(), 'lines');
    await workbench.picture('60-third-party-form');
    await form.getByLabel(/^Word/).press('Control+Enter');
    await workbench.row('Number of lines').waitFor();
    await figure('Number of lines', 'lines');
    await workbench.picture('61-third-party-output');
  });

  step('what is edited while its output is open is seen at once', async () => {
    await workbench.menu(workbench.row('Number of lines'), 'Edit configuration…');
    const form = await workbench.webview('form');
    await eventually('the value', async () => (await form.getByLabel(/^Word/).inputValue()) === 'lines');
    await form.getByLabel(/^Word/).fill('events');
    // Named after its values again.
    await form.getByLabel(/^Name/).fill('');
    await workbench.picture('62-edit-form');
    await form.getByLabel(/^Word/).press('Control+Enter');
    await workbench.row('Number of events').waitFor();
    await figure('Number of events', 'events');
    await workbench.picture('63-edited-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('64-edited-light');
    await workbench.theme('Default Dark Modern');
  });

  step('F2 renames it', async () => {
    await workbench.row('Number of events').click();
    await workbench.page.keyboard.press('F2');
    await workbench.answer('How many');
    await workbench.row('How many').waitFor();
    const view = await workbench.view();
    await lane(view, 'How many').waitFor();
  });

  step('a restart of the server loses nothing, nor the types of other extensions', async () => {
    await workbench.palette('Restart trace server');
    await workbench.view();
    await workbench.row('How many').waitFor();
    await figure('How many', 'events');
    await workbench.menu(workbench.row('How many'), 'Edit configuration…');
    const form = await workbench.webview('form');
    await eventually('the value', async () => (await form.getByLabel(/^Word/).inputValue()) === 'events');
    await form.getByLabel(/^Word/).fill('rows');
    await form.getByLabel(/^Word/).press('Control+Enter');
    await figure('How many', 'rows');
  });

  step('it is listed below its type, with where it is used', async () => {
    await workbench.pane('Configurations');
    await workbench.row('Line count').waitFor();
    await workbench.page.getByText('used by 1 output').first().waitFor();
    await workbench.picture('65-configurations-tree');
  });

  step('the page of all configurations shows the same', async () => {
    await workbench.palette('Open configuration manager');
    const page = await workbench.webview('[aria-label="Configurations by type"]');
    await page
      .getByText(/Line count/)
      .first()
      .waitFor();
    await page
      .getByRole('treeitem', { name: /rows|How many/ })
      .first()
      .click();
    await workbench.picture('66-manager-dark');
    await workbench.theme('Default Light Modern');
    await workbench.picture('67-manager-light');
    await workbench.theme('Default Dark Modern');
    await workbench.page.setViewportSize({ width: 900, height: 700 });
    await workbench.picture('68-manager-narrow');
    await workbench.page.setViewportSize({ width: 1440, height: 900 });
  });

  step('all are exported to a file', async () => {
    await workbench.palette('Export all configurations…');
    await workbench.chooseFile(exported);
    const written = await eventually('the file', async () => JSON.parse(readFileSync(exported, 'utf8')));
    assert.equal(written.configurations.length, 1);
    assert.deepEqual(written.configurations[0].parameters, { word: 'rows' });
  });

  step('deleting it says what goes along, and can be undone', async () => {
    await workbench.tab('kitchen.json').click();
    const row = workbench.page.locator('.sidebar [role="treeitem"]').filter({ hasText: 'used by' }).first();
    await row.click();
    await workbench.picture('69-before-delete');
    await workbench.menu(row, 'Delete configuration…');
    await workbench.dialogButton('Delete').waitFor();
    await workbench.picture('70-delete-question');
    await workbench.dialogButton('Delete').click();
    await eventually('it is gone', async () => (await workbench.row('Line count').count()) === 0);
    const view = await workbench.view();
    assert.equal(await view.getByText(/was deleted/).count(), 1);
    await workbench.picture('71-deleted');
    await workbench
      .toast('Deleted “How many”')
      .locator('a, .monaco-button')
      .filter({ hasText: 'Undo' })
      .first()
      .click();
    await workbench.row('Line count').waitFor();
    await figure('How many', 'rows');
  });

  step('what is imported is there once, whatever the file says besides', async () => {
    await workbench.palette('Import configurations…');
    await workbench.chooseFile(exported);
    await workbench.toast('Imported “How many”').waitFor();
    assert.equal(await workbench.page.getByText('used by 1 output').count(), 1);
    await workbench.picture('72-imported');
  });

  step('is applied to another trace, and stays one', async () => {
    await workbench.sidebar('Explorer');
    // New rows move the others.
    await workbench.row('exported.json').waitFor();
    await workbench.menu(workbench.row('bistro.json'), 'Open as trace');
    await workbench.tab('bistro.json').waitFor();
    await workbench.sidebar('Heddle');
    await workbench.tab('kitchen.json').click();
    await workbench.menu(workbench.row('How many'), 'Apply to another trace…');
    await workbench.choose('bistro.json');
    await workbench.page.getByText('used by 2 outputs').first().waitFor();
    await eventually('the output in the other trace', async () => {
      const view = await workbench.view();
      return (await lane(view, 'How many').locator('[role="gridcell"]').filter({ hasText: 'rows' }).count()) > 0;
    });
    await workbench.picture('73-applied-elsewhere');
  });
});
