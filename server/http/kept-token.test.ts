import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keptToken } from './kept-token.ts';

const folder = mkdtempSync(join(tmpdir(), 'heddle-token-'));
const file = join(folder, 'data/token');
after(() => rmSync(folder, { recursive: true }));

test('a token is made once, for the user’s eyes only', () => {
  const token = keptToken(file);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(keptToken(file), token);
  if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(join(folder, 'data')), ['token']);
});

test('a file that holds none is replaced', () => {
  writeFileSync(file, 'half a tok');
  const token = keptToken(file);
  assert.match(token, /^[\w-]{43}$/);
  assert.equal(keptToken(file), token);
});
