import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rasterise } from './canvas2d-renderer.ts';
import { makeInstances, STRIDE } from './instances.ts';
import { nextState, previousState, stateAt } from './state-search.ts';
import { statesFromText } from './testing/states-from-text.ts';
import { TextFitter } from './text-fit.ts';

const paint = {
  byLook: new Uint32Array([0xff0000ff, 0xff00ff00, 0xffff0000]),
  heights: new Uint8Array([255, 255, 255]),
  dimmed: undefined,
};

test('the pointer finds the state it is on, and a nearby one that is drawn wider than it is', () => {
  const states = statesFromText({ 7: 'A[0-10] B[20-30]', 8: 'C[5-6]' });
  assert.equal(stateAt(states, 7, 5, 0)?.label, 'A');
  assert.equal(stateAt(states, 7, 15, 1), undefined);
  assert.equal(stateAt(states, 7, 18, 3)?.label, 'B');
  assert.equal(stateAt(states, 7, 13, 8)?.label, 'A');
  assert.equal(stateAt(states, 8, 100, 1), undefined);
  assert.equal(stateAt(states, 99, 5, 1), undefined);
});

test('next and previous walk over every state of the row once', () => {
  const states = statesFromText({ 7: 'A[0-10] B[10-30] C[40-41]' });
  const names: (string | undefined)[] = [];
  for (let found = nextState(states, 7, 0); found; found = nextState(states, 7, found.end)) names.push(found.label);
  assert.deepEqual(names, ['A', 'B', 'C']);
  assert.equal(previousState(states, 7, 40)?.label, 'B');
  assert.equal(previousState(states, 7, 10)?.label, 'A');
  assert.equal(previousState(states, 7, 0), undefined);
});

test('every state of a shown row is one rectangle, relative to the window’s middle', () => {
  const states = statesFromText({ 7: 'A[0-10] B[10-30]', 8: 'C[5-6]', 9: 'A[1-2]' });
  const rows = new Map([
    [7, 3],
    [8, 5],
  ]);
  const { bytes, count, origin, firstRow } = makeInstances(states, { start: 0, end: 40 }, (id) => rows.get(id), paint);
  assert.deepEqual([count, origin, firstRow], [3, 20, 3]);
  const floats = new Float32Array(bytes);
  assert.deepEqual([floats[0], floats[1], floats[4], floats[5]], [-20, -10, -10, 10]);
  assert.equal(new Uint16Array(bytes)[(2 * STRIDE) / 2 + 4], 2);
  assert.equal(new Uint32Array(bytes)[3], 0xff0000ff);
});

test('nanoseconds stay apart in float32 a month after the base', () => {
  const start = 30 * 86_400e9;
  const states = statesFromText({ 1: `A[${start}-${start + 1}] B[${start + 1}-${start + 2}]` });
  const { bytes } = makeInstances(states, { start: start - 1000, end: start + 1000 }, () => 0, paint);
  const floats = new Float32Array(bytes);
  assert.deepEqual([floats[0], floats[1], floats[5]], [0, 1, 2]);
});

test('a state far longer than the window is cut so that its edges stay exact', () => {
  const states = statesFromText({ 1: 'A[0-1000000000000]' });
  const { bytes, origin } = makeInstances(states, { start: 5e11, end: 5e11 + 100 }, () => 0, paint);
  const floats = new Float32Array(bytes);
  assert.deepEqual([origin + floats[0]!, origin + floats[1]!], [5e11 + 50 - 150, 5e11 + 50 + 150]);
});

test('what a search leaves out is dimmed', () => {
  const states = statesFromText({ 1: 'A[0-1] B[1-2]' });
  const { bytes } = makeInstances(states, { start: 0, end: 2 }, () => 0, { ...paint, dimmed: new Uint8Array([0, 1]) });
  const words = new Uint32Array(bytes);
  assert.equal(words[3]! >>> 24, 0xff);
  assert.ok(words[7]! >>> 24 < 0x80);
});

test('text is cut with an ellipsis, and left away below three characters', () => {
  const fitter = new TextFitter((text) => text.length * 6);
  assert.equal(fitter.fit('parse', 30), 'parse');
  assert.equal(fitter.fit('parse', 29), 'par…');
  assert.equal(fitter.fit('parse', 18), 'pa…');
  assert.equal(fitter.fit('parse', 17), '');
  assert.equal(fitter.fit('ab', 12), 'ab');
});

test('each state is drawn at its pixels, at least one wide, with a gap to its neighbour when there is room', () => {
  const states = statesFromText({ 1: 'A[0-50] B[50-100]', 2: 'C[10-11]' });
  const rows = new Map([
    [1, 0],
    [2, 1],
  ]);
  const instances = makeInstances(states, { start: 0, end: 100 }, (id) => rows.get(id), paint);
  const pixels = new Uint32Array(20 * 8);
  const place = { start: 0, end: 100, width: 20, top: 0, pitch: 4, height: 3, clipTop: 0, clipBottom: 8 };
  rasterise(pixels, 20, 8, { instances, ...place });
  const names = new Map([
    [0, '.'],
    [0xff0000ff, 'A'],
    [0xff00ff00, 'B'],
    [0xffff0000, 'C'],
  ]);
  const lines = Array.from({ length: 8 }, (_, y) =>
    [...pixels.subarray(y * 20, y * 20 + 20)].map((pixel) => names.get(pixel)).join(''),
  );
  assert.deepEqual(lines, [
    'AAAAAAAAA.BBBBBBBBB.',
    'AAAAAAAAA.BBBBBBBBB.',
    'AAAAAAAAA.BBBBBBBBB.',
    '....................',
    '..C.................',
    '..C.................',
    '..C.................',
    '....................',
  ]);
});

test('a state fills as much of its row as its style says, in the middle, and is seen between higher ones', () => {
  const states = statesFromText({ 1: 'A[0-30] B[30-60] C[60-90]' });
  const heights = new Uint8Array([255, 85, 128]);
  const instances = makeInstances(states, { start: 0, end: 90 }, () => 0, { ...paint, heights });
  const pixels = new Uint32Array(9 * 6);
  const place = { start: 0, end: 90, width: 9, top: 0, pitch: 6, height: 6, clipTop: 0, clipBottom: 6 };
  rasterise(pixels, 9, 6, { instances, ...place });
  const names = new Map([0, ...paint.byLook].map((colour, i) => [colour, '.ABC'[i]]));
  const lines = Array.from({ length: 6 }, (_, y) =>
    [...pixels.subarray(y * 9, y * 9 + 9)].map((pixel) => names.get(pixel)).join(''),
  );
  assert.deepEqual(lines, ['AAA......', 'AAA...CCC', 'AAABBBCCC', 'AAABBBCCC', 'AAA......', 'AAA......']);
});

test('a state that begins in the last half pixel of the window is drawn, one that begins after it is not', () => {
  const states = statesFromText({ 1: 'A[99-100]', 2: 'B[101-140]' });
  const rows = new Map([
    [1, 0],
    [2, 1],
  ]);
  const instances = makeInstances(states, { start: 0, end: 100 }, (id) => rows.get(id), paint);
  const pixels = new Uint32Array(10 * 2);
  const place = { start: 0, end: 100, width: 10, top: 0, pitch: 1, height: 1, clipTop: 0, clipBottom: 2 };
  rasterise(pixels, 10, 2, { instances, ...place });
  assert.deepEqual([...pixels], [...Array(9).fill(0), 0xff0000ff, ...Array(10).fill(0)]);
});

test('rows are cut at the lane’s edge, and states out of sight are not drawn', () => {
  const states = statesFromText({ 1: 'A[0-40] B[500-900]', 2: 'C[0-400]' });
  const rows = new Map([
    [1, 0],
    [2, 1],
  ]);
  const instances = makeInstances(states, { start: 0, end: 100 }, (id) => rows.get(id), paint);
  const pixels = new Uint32Array(10 * 6);
  rasterise(pixels, 10, 6, {
    instances,
    start: 50,
    end: 60,
    width: 10,
    top: -2,
    pitch: 4,
    height: 4,
    clipTop: 0,
    clipBottom: 5,
  });
  const count = (colour: number) => pixels.filter((pixel) => pixel === colour).length;
  assert.equal(count(0xff0000ff) + count(0xff00ff00), 0);
  assert.equal(count(0xffff0000), 3 * 10);
});
