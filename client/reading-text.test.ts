import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentInfo } from './messages.ts';
import { readingText } from './reading-text.ts';

const text = (part: Partial<ExperimentInfo>) =>
  readingText({ fraction: 0.429, events: 1234, ...part } as ExperimentInfo);

test('the reading of a trace is told by what is known of it', () => {
  assert.equal(text({}), `42 % · ${(1234).toLocaleString()} events`);
  assert.match(text({ eventsPerSecond: 1_900_000, secondsLeft: 3.2 }), / · 1[.,]9\s?M events\/s · 3 s left$/);
  assert.match(text({ secondsLeft: 0.1 }), / · 1 s left$/);
  assert.match(text({ secondsLeft: 600 }), / · 10 min left$/);
  assert.match(text({ secondsLeft: 7300 }), / · 2 h left$/);
});
