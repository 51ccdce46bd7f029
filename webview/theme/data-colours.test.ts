import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DataColours, hashName, hueOf, parseHex, unpacked } from './data-colours.ts';
import { contrast, fromRgb, type Rgb, toRgb } from './oklch.ts';

const KINDS = ['light', 'dark'] as const;
const BACKGROUND: Record<string, Rgb> = { light: [255, 255, 255], dark: [30, 30, 30] };
const textOf = (colours: DataColours): Rgb => colours.text.match(/\d+/g)!.map(Number) as unknown as Rgb;

test('OKLCH and sRGB are each other’s inverse', () => {
  for (const rgb of [
    [12, 200, 90],
    [255, 0, 0],
    [128, 128, 128],
    [0, 0, 255],
  ] as Rgb[])
    assert.deepEqual(toRgb(fromRgb(rgb)), rgb);
});

test('text on any name’s colour reaches 4.5:1 in both themes', () => {
  for (const kind of KINDS) {
    const colours = new DataColours(kind);
    for (let i = 0; i < 5000; i++) assert.ok(contrast(unpacked(colours.fill(`function_${i}`)), textOf(colours)) >= 4.5);
  }
});

test('text on any colour of the server reaches 4.5:1 once adapted', () => {
  for (const kind of KINDS) {
    const colours = new DataColours(kind);
    for (const hex of ['#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#808080', '#c80064'])
      assert.ok(contrast(unpacked(colours.adapted(hex)!), textOf(colours)) >= 4.5, `${kind} ${hex}`);
  }
});

test('lines stand out from the background by 3:1', () => {
  for (const kind of KINDS) {
    const colours = new DataColours(kind);
    for (let i = 0; i < 2000; i++) assert.ok(contrast(unpacked(colours.line(`series ${i}`)), BACKGROUND[kind]!) >= 3);
  }
});

test('no name is red', () => {
  for (let i = 0; i < 20_000; i++) {
    const hue = hueOf(hashName(`f${i}`));
    assert.ok(Math.abs(((hue - 29 + 540) % 360) - 180) >= 24 - 1e-9);
  }
});

test('hues spread evenly over names that differ in one letter', () => {
  const bins = new Array<number>(12).fill(0);
  for (let i = 0; i < 12_000; i++) bins[Math.floor(((hueOf(hashName(`thread ${i}`)) - 53 + 360) % 360) / 26)]!++;
  for (const bin of bins) assert.ok(bin > 800 && bin < 1200, bins.join(' '));
});

test('a name has the same colour every time; colours that are none are refused', () => {
  assert.equal(new DataColours('dark').fill('main'), new DataColours('dark').fill('main'));
  assert.equal(parseHex('red; }'), undefined);
  assert.deepEqual(parseHex('#0f8'), [0, 255, 136]);
});
