import assert from 'node:assert/strict';
import { test } from 'node:test';
import { covers, fetchWindow, MAX_SAMPLES, resolutionOf, sameWindow } from './fetch-window.ts';

const bounds = { start: 0, end: 1e12 };

test('the resolution is a power of two, at most a pixel and more than half of one', () => {
  for (let width = 2000; width < 1e12; width *= 1.7) {
    const view = { start: 0, end: width };
    const resolution = resolutionOf(view, 1000);
    assert.ok(Number.isInteger(Math.log2(resolution)));
    assert.ok(resolution <= width / 1000 && resolution > width / 2000);
  }
});

test('below a nanosecond per pixel the resolution is a nanosecond', () => {
  assert.equal(resolutionOf({ start: 5, end: 25 }, 1000), 1);
  assert.equal(fetchWindow({ start: 5000, end: 5020 }, 1000, bounds).samples <= 64, true);
});

test('the window holds the view and half a view on either side', () => {
  const view = { start: 4.2e9, end: 4.9e9 };
  const window = fetchWindow(view, 1234, bounds);
  assert.ok(window.start <= view.start - 0.35e9 && window.end >= view.end + 0.35e9);
  assert.ok(window.end - window.start < 3 * 0.7e9);
});

test('a window just asked for covers its view, and small pans of it', () => {
  for (let start = 0; start < 9e11; start += 3.7e10) {
    const view = { start, end: start + 2.1e10 };
    const held = fetchWindow(view, 800, bounds);
    assert.ok(covers(held, view, 800, bounds));
    assert.ok(covers(held, { start: start + 5e9, end: start + 5e9 + 2.1e10 }, 800, bounds));
  }
});

test('small pans ask the same question', () => {
  const one = fetchWindow({ start: 4.21e9, end: 4.91e9 }, 1000, bounds);
  const two = fetchWindow({ start: 4.2100001e9, end: 4.9100001e9 }, 1000, bounds);
  assert.ok(sameWindow(one, two));
});

test('zooming in past a power of two asks again; zooming out a little does not', () => {
  const view = { start: 1e9, end: 2e9 };
  const held = fetchWindow(view, 1000, bounds);
  assert.equal(covers(held, { start: 1.4e9, end: 1.6e9 }, 1000, bounds), false);
  assert.equal(covers(held, { start: 0.9e9, end: 2.1e9 }, 1000, bounds), true);
  assert.equal(covers(held, { start: 0, end: 1e11 }, 1000, bounds), false);
});

test('samples stay within what the protocol allows', () => {
  assert.ok(fetchWindow({ start: 0, end: 1e12 }, 60_000, bounds).samples <= MAX_SAMPLES);
  assert.ok(fetchWindow({ start: 0, end: 0 }, 1000, { start: 0, end: 0 }).samples >= 2);
});
