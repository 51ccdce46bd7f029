/**
 * An XML analysis, from its file in the Explorer to its outputs in the trace: added, changed with its view open, refused with
 * the place of the mistake, and deleted. Needs the real trace; pictures are left in e2e/out/pictures.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { sharedTrace } from '../fixtures.ts';
import { eventually, root, steps, Workbench } from './workbench.ts';

const trace = sharedTrace(root, 'ctf/many-threads');
const folder = join(root, 'e2e/out/xml');
const file = join(folder, 'cpus.xml');

/** Which thread runs on each CPU. */
const analysis = (label: string, view: string, end = '</tmfxml>') => `<?xml version="1.0" encoding="UTF-8"?>
<tmfxml>
  <stateProvider id="journey.cpus" version="1">
    <head>
      <traceType id="org.eclipse.linuxtools.lttng2.kernel.tracetype"/>
      <label value="CPUs"/>
    </head>
    <location id="cpu">
      <stateAttribute type="constant" value="CPUs"/>
      <stateAttribute type="eventField" value="cpu"/>
    </location>
    <eventHandler eventName="sched_switch">
      <stateChange>
        <stateAttribute type="location" value="cpu"/>
        <stateAttribute type="constant" value="${label}"/>
        <stateValue type="eventField" value="next_comm"/>
      </stateChange>
    </eventHandler>
  </stateProvider>
  <timeGraphView id="journey.cpus.view">
    <head>
      <analysis id="journey.cpus"/>
      <label value="${view}"/>
    </head>
    <entry path="CPUs/*">
      <display type="constant" value="${label}"/>
    </entry>
  </timeGraphView>
${end}
`;

describe('an XML analysis', { skip: trace === undefined && 'no shared traces' }, () => {
  let workbench: Workbench;
  before(async () => {
    mkdirSync(folder, { recursive: true });
    cpSync(trace!, join(folder, 'many-threads'), { recursive: true });
    writeFileSync(file, analysis('thread', 'Who runs where'));
    workbench = await Workbench.open(folder);
    await workbench.page.setViewportSize({ width: 1440, height: 1500 });
  });
  after(() => workbench?.close());

  const step = steps(() => workbench);
  const add = async () => {
    await workbench.sidebar('Explorer');
    await workbench.menu(workbench.row('cpus.xml'), 'Add as XML analysis');
  };

  step('is added from the Explorer, and its outputs are in the open trace', async () => {
    await workbench.menu(workbench.row('many-threads'), 'Open as trace');
    await workbench.view();
    await add();
    await workbench.toast('Added “cpus.xml”').waitFor();
    await workbench.sidebar('Heddle');
    await workbench.row('CPUs: Who runs where').click();
    const view = await workbench.view();
    await view.getByRole('region', { name: 'CPUs: Who runs where' }).waitFor();
    await workbench.view();
    await workbench.picture('80-xml-added');
  });

  step('is changed in its file, and the open view follows', async () => {
    writeFileSync(file, analysis('name', 'Who runs on which CPU'));
    await add();
    await workbench.toast('Updated “cpus.xml”').waitFor();
    await workbench.sidebar('Heddle');
    await workbench.row('CPUs: Who runs on which CPU').waitFor();
    await eventually('the lane has its new name', async () => {
      const view = await workbench.view();
      return (await view.getByRole('region', { name: 'CPUs: Who runs on which CPU' }).count()) === 1;
    });
    await workbench.picture('81-xml-updated');
  });

  step('is refused with the place of a mistake, and stays as it was', async () => {
    writeFileSync(file, analysis('name', 'Broken', '</tmfxm>'));
    await add();
    await workbench.toast(/line \d+/i).waitFor();
    await workbench.picture('82-xml-refused');
    await workbench.sidebar('Heddle');
    await workbench.row('CPUs: Who runs on which CPU').waitFor();
  });

  step('is deleted with its outputs', async () => {
    await workbench.pane('Configurations');
    const row = workbench.page.locator('.sidebar [role="treeitem"]').filter({ hasText: 'used by' }).first();
    await workbench.menu(row, 'Delete configuration…');
    await workbench.dialogButton('Delete').click();
    await eventually(
      'its outputs are gone',
      async () => (await workbench.row('CPUs: Who runs on which CPU').count()) === 0,
    );
    await workbench.picture('83-xml-deleted');
  });
});
