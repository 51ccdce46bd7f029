import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentText, sdkVariables } from './sdk-variables.ts';

const variables = sdkVariables({ url: 'http://127.0.0.1:7717', token: 'a-token' });

test('an SDK is told where to send calls, whom to ask, and with which key', () => {
  assert.deepEqual(variables, {
    WF_TRACE_SERVER_URL: 'http://127.0.0.1:7717',
    WANDB_BASE_URL: 'http://127.0.0.1:7717',
    WANDB_API_KEY: 'a-token',
  });
});

test('each shell has its own words for it', () => {
  const last = (form: Parameters<typeof environmentText>[1]) => environmentText(variables, form).split('\n').at(-2);
  assert.equal(last('shell'), 'export WANDB_API_KEY=a-token');
  assert.equal(last('file'), 'WANDB_API_KEY=a-token');
  assert.equal(last('powershell'), "$env:WANDB_API_KEY = 'a-token'");
});

test('without a token there is a key all the same, since SDKs insist on one', () => {
  assert.equal(sdkVariables({ url: 'http://127.0.0.1:7717' }).WANDB_API_KEY?.length, 40);
});
