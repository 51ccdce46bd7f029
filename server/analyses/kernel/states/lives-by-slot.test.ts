import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../../../index/testing/seeded.ts';
import { LivesBySlot } from './lives-by-slot.ts';
import { ThreadLives } from './thread-lives.ts';

test('the life of a slot at a time is the last that began by then, as going over all lives finds it', () => {
  const random = seeded(7);
  const lives = new ThreadLives();
  const all: { slot: number; start: number }[] = [];
  for (let time = 0; all.length < 300; time += random(3)) {
    const slot = random(12);
    lives.begin(slot, time);
    all.push({ slot, start: time });
  }
  const slots = 14;
  const bySlot = new LivesBySlot(lives, slots);
  for (let slot = 0; slot < slots; slot++) {
    for (let time = -1; time <= all.at(-1)!.start + 1; time++) {
      const before = all.findLastIndex((life) => life.slot === slot && life.start <= time);
      const expected = before >= 0 ? before : all.findIndex((life) => life.slot === slot);
      assert.equal(bySlot.at(slot, time), expected, `slot ${slot} at ${time}`);
    }
  }
});
