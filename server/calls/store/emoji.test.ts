import assert from 'node:assert/strict';
import test from 'node:test';
import { namesOfEmoji } from './emoji.ts';

test('An emoji has its name of Unicode, with its tone and without.', async () => {
  for (const [emoji, alias, detoned, detonedAlias] of [
    ['👍', ':thumbs_up:', '👍', ':thumbs_up:'],
    ['👍🏽', ':thumbs_up_medium_skin_tone:', '👍', ':thumbs_up:'],
    ['❤️', ':red_heart:', '❤️', ':red_heart:'],
    ['❤', ':red_heart:', '❤', ':red_heart:'],
    ['1️⃣', ':keycap_1:', '1️⃣', ':keycap_1:'],
    ['🇩🇪', ':Germany:', '🇩🇪', ':Germany:'],
    ['⛳', ':flag_in_hole:', '⛳', ':flag_in_hole:'],
    ['👩🏽‍🦰', ':woman_medium_skin_tone_red_hair:', '👩‍🦰', ':woman_red_hair:'],
    ['👩🏻‍🤝‍👩🏿', ':women_holding_hands_light_skin_tone_dark_skin_tone:', '👭', ':women_holding_hands:'],
  ]) {
    assert.deepEqual(await namesOfEmoji(emoji!), { alias, detoned, detoned_alias: detonedAlias }, emoji);
  }
});

test('Anything but one emoji has no name.', async () => {
  for (const text of [
    '',
    'a',
    ':thumbs_up:',
    '👍👍',
    '👍 ',
    '🏽',
    '🚗🏽',
    '👍🏽🏽',
    '\uFE0F',
    '__proto__',
    '👍'.repeat(1e6),
  ]) {
    assert.equal(await namesOfEmoji(text), undefined, text.slice(0, 20));
  }
});
