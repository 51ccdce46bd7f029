import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentText, sdkVariables } from './sdk-variables.ts';

const variables = sdkVariables({ url: 'http://127.0.0.1:7717', token: 'a-token' });

test('an SDK is told where to send calls, whom to ask, and with which key', () => {
  assert.deepEqual(variables, {
    WF_TRACE_SERVER_URL: 'http://127.0.0.1:7717',
    WANDB_BASE_URL: 'http://127.0.0.1:7717',
    WANDB_API_KEY: 'a-token',
    WEAVE_USE_SERVER_CACHE: 'false',
  });
});

test('each shell has its own words for it', () => {
  const third = (form: Parameters<typeof environmentText>[1]) => environmentText(variables, form).split('\n').at(2);
  assert.equal(third('shell'), 'export WANDB_API_KEY=a-token');
  assert.equal(third('file'), 'WANDB_API_KEY=a-token');
  assert.equal(third('powershell'), "$env:WANDB_API_KEY = 'a-token'");
});

test('without a token there is a key all the same, since SDKs insist on one', () => {
  assert.equal(sdkVariables({ url: 'http://127.0.0.1:7717' }).WANDB_API_KEY?.length, 40);
});
