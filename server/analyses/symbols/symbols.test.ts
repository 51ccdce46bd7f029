import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NmMap } from './nm-map.ts';
import { mapsBeside, Symbols } from './symbols.ts';

const MAP = `0000000000001000 T main
0000000000001100 0000000000000020 t ns::draw(int, char const*)
0000000000002000 D table
0000000000003000 W _ZN4lateEv
                 U printf
not a symbol`;

test('an address belongs to the nearest function at or below it, and data is none', () => {
  const map = NmMap.parse(MAP)!;
  const name = (address: number) => map.nameOf(BigInt(address));
  assert.equal(name(0xfff), undefined);
  assert.equal(name(0x1000), 'main');
  assert.equal(name(0x10ff), 'main');
  assert.equal(name(0x1101), 'ns::draw(int, char const*)');
  assert.equal(name(0x2004), undefined);
  assert.equal(name(0x3010), '_ZN4lateEv');
  assert.equal(name(0x3000 + (2 << 20)), undefined);
  assert.equal(NmMap.parse('nothing\nhere'), undefined);
  assert.equal(NmMap.parse('4010 first\n4020 second')!.nameOf(0x4015n), 'first');
});

test('position-independent code is found by where it was loaded', () => {
  const symbols = new Symbols();
  symbols.add(NmMap.parse(MAP)!);
  assert.equal(symbols.nameOf(0x5555_0000_1004n), undefined);
  symbols.addMapping(0x5555_0000_0000n, 0x10000);
  assert.equal(symbols.nameOf(0x5555_0000_1004n), 'main');
  assert.equal(symbols.nameOf(0x5555_0001_1004n), undefined);
});

test('maps are found in the folder of the trace and the one above it', async () => {
  const above = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  try {
    const folder = join(above, 'trace');
    mkdirSync(folder);
    writeFileSync(join(above, 'cyg-profile-mapping.txt'), '10 T above');
    writeFileSync(join(above, 'other.map'), '10 T other');
    writeFileSync(join(folder, 'program.map'), '20 T beside');
    writeFileSync(join(folder, 'symbols.txt'), 'no symbols');
    const maps = await mapsBeside(folder);
    assert.deepEqual(
      maps.map((map) => [map.nameOf(0x10n), map.nameOf(0x20n)]),
      [
        [undefined, 'beside'],
        ['above', 'above'],
      ],
    );
    assert.deepEqual(await mapsBeside('/nowhere/at/all'), []);
  } finally {
    rmSync(above, { recursive: true });
  }
});
