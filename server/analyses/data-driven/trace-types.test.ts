import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeReader } from '../testing/fake-reader.ts';
import { parseDocument } from './document.ts';
import { fits } from './trace-types.ts';

function applies(type: string, format: string, properties: Record<string, string> = {}): boolean {
  const { stateProviders } =
    parseDocument(`<tmfxml><stateProvider id="p" version="1"><head><traceType id="${type}"/></head>
    <eventHandler eventName="e"><stateChange><stateAttribute type="eventName"/><stateValue type="null"/></stateChange></eventHandler>
    </stateProvider></tmfxml>`);
  const reader = fakeReader('e@1', { properties: new Map(Object.entries(properties)) });
  return fits(stateProviders[0]!, { format, reader });
}

test('an analysis for experiments fits any trace', () => {
  assert.equal(applies('org.eclipse.linuxtools.tmf.core.experiment.generic', 'ctf'), true);
  assert.equal(applies('org.eclipse.linuxtools.tmf.core.experiment.other', 'ctf'), false);
});

test('custom parsers are known by their names', () => {
  const opened = { parser: '"Sshd"' };
  assert.equal(applies('custom.txt.trace:Syslog:Sshd', 'custom-text:1', opened), true);
  assert.equal(
    applies('org.eclipse.tracecompass.tmf.core.parsers.custom.CustomXmlTrace:Mine:Sshd', 'custom-xml:1', opened),
    true,
  );
  assert.equal(applies('custom.txt.trace:Syslog:Httpd', 'custom-text:1', opened), false);
  assert.equal(applies('custom.txt.trace:Syslog:Sshd', 'ctf'), false);
});

test('kernel traces are those of that domain', () => {
  const kernel = 'org.eclipse.linuxtools.lttng2.kernel.tracetype';
  assert.equal(applies(kernel, 'ctf', { domain: '"kernel"' }), true);
  assert.equal(applies(kernel, 'ctf', { domain: '"ust"' }), false);
});
