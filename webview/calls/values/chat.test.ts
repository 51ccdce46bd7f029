import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatOf } from './chat.ts';

test('messages with text, parts and calls of tools are a conversation', () => {
  const text = JSON.stringify([
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?' },
        { type: 'image_url', image_url: { url: 'u' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: '1', function: { name: 'look', arguments: '{"at":1.0}' } }],
    },
    { role: 'assistant', content: [{ type: 'tool_use', name: 'look', input: { at: 2 } }] },
  ]);
  assert.deepEqual(chatOf(text), [
    { role: 'system', parts: [{ kind: 'text', text: 'Be brief.' }] },
    {
      role: 'user',
      parts: [
        { kind: 'text', text: 'What is this?' },
        { kind: 'json', json: '{"type":"image_url","image_url":{"url":"u"}}' },
      ],
    },
    { role: 'assistant', parts: [{ kind: 'tool', name: 'look', json: '{"at":1.0}' }] },
    { role: 'assistant', parts: [{ kind: 'tool', name: 'look', json: '{"at":2}' }] },
  ]);
});

test('anything else is not: nothing, other objects, a role that is no text, one that does not fit', () => {
  for (const text of [
    '[]',
    '{"role":"user","content":"x"}',
    '[{"role":1,"content":"x"}]',
    '[{"role":"user"}]',
    '[{"role":"user","content":"x"},{"name":"y"}]',
    '["role","content"]',
    'null',
  ]) {
    assert.equal(chatOf(text), undefined, text);
  }
});

test('content that is no text is shown as it was written', () => {
  assert.deepEqual(chatOf('[{"role":"user","content":{"n":1.0}}]'), [
    { role: 'user', parts: [{ kind: 'json', json: '{"n":1.0}' }] },
  ]);
});
