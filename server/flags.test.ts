import assert from 'node:assert/strict';
import { isAbsolute } from 'node:path';
import { test } from 'node:test';
import { parseFlags, UsageError } from './flags.ts';

test('without flags: loopback, any free port, a folder of the user’s, a token, no limit to what may be opened', () => {
  const flags = parseFlags(['serve']);
  assert.ok(flags !== 'help');
  const { dataFolder, ...others } = flags;
  assert.ok(isAbsolute(dataFolder));
  assert.deepEqual(others, {
    host: '127.0.0.1',
    port: 0,
    useToken: true,
    allowed: undefined,
    untilStdinEnds: false,
    modules: false,
    clickhouseUrl: undefined,
    httpsPort: undefined,
    sdkPort: undefined,
  });
});

test('without a token nothing may be opened but what is allowed', () => {
  const allowed = (...args: string[]) => {
    const flags = parseFlags(['serve', ...args]);
    return flags === 'help' ? 'help' : flags.allowed;
  };
  assert.deepEqual(allowed('--no-token'), []);
  assert.deepEqual(allowed('--no-token', '--allow', '/a', '--allow', '/b'), ['/a', '/b']);
  assert.deepEqual(allowed('--allow', '/a'), ['/a']);
});

test('mistakes are one line that names the flag', () => {
  const table: [readonly string[], RegExp][] = [
    [[], /serve/],
    [['open'], /serve/],
    [['serve', 'more'], /serve/],
    [['serve', '--nope'], /--nope/],
    [['serve', '--port'], /--port/],
    [['serve', '--port', '65536'], /--port/],
    [['serve', '--port', '-1'], /--port/],
    [['serve', '--port', '0x10'], /--port/],
    [['serve', '--no-token', '--host', '0.0.0.0'], /--no-token/],
    [['serve', '--no-token', '--host', 'example.org'], /--no-token/],
    [['serve', '--no-token', '--modules'], /--modules/],
    [['serve', '--calls', 'files'], /--calls/],
    [['serve', '--calls', 'clickhouse'], /--clickhouse-url/],
    [['serve', '--calls', 'clickhouse', '--clickhouse-url', 'localhost:8123'], /--clickhouse-url .*http:/],
    [['serve', '--clickhouse-url', 'http://localhost:8123'], /--calls clickhouse/],
    [['serve', '--https-port', '70000'], /--https-port/],
    [['serve', '--sdk-port', '0'], /--sdk-port/],
  ];
  for (const [args, message] of table) {
    assert.throws(
      () => parseFlags(args),
      (error: Error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'));
        return true;
      },
    );
  }
});

test('every loopback address may do without a token', () => {
  for (const host of ['127.0.0.1', '127.3.2.1', 'localhost', '::1', '[::1]']) {
    assert.ok(parseFlags(['serve', '--no-token', '--host', host]) !== 'help', host);
  }
});
