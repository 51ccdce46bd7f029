import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_FILES } from '../../binaries/file-system.ts';
import { BinaryShelf } from '../debug-info/binary-shelf.ts';
import { mappingsOf } from '../debug-info/testing/mappings-of.ts';
import { QueryError } from '../output.ts';
import { callTrace, fakeReader } from '../testing/fake-reader.ts';
import { NEVER, opened, outputNamed, rowIds, statesText, treeText, window } from '../testing/opened.ts';
import { mapsBeside, readMap } from './map-files.ts';
import { NmMap } from './nm-map.ts';
import { Symbols } from './symbols.ts';

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

test('position-independent code is found by where it was loaded', async () => {
  const reader = fakeReader('lttng_ust_statedump:bin_info@1(vpid=7,baddr=4096000,memsz=65536,path=/p,is_pic=1)');
  const symbols = new Symbols(new BinaryShelf(NO_FILES));
  const place = (address: number) => ({ pid: 7, time: 5, address });
  symbols.add(NmMap.parse(MAP)!);
  assert.equal(symbols.nameOf(place(4096000 + 0x1004)), undefined);
  symbols.memory = (await mappingsOf(reader)).memory;
  assert.equal(symbols.nameOf(place(4096000 + 0x1004)), 'main');
  assert.equal(symbols.nameOf({ ...place(4096000 + 0x1004), pid: 8 }), undefined);
  assert.equal(symbols.nameOf(place(4096000 + 0x11004)), undefined);
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
    mkdirSync(join(folder, 'folder.map'));
    assert.equal((await mapsBeside(folder)).length, 2);
    await assert.rejects(readMap(join(folder, 'folder.map')), /is not a file/);
  } finally {
    rmSync(above, { recursive: true });
  }
});

test('a map that the user names later gives functions new names everywhere', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-test-'));
  try {
    writeFileSync(join(folder, 'nm.txt'), '41 T outer\n42 T inner');
    writeFileSync(join(folder, 'empty.txt'), '');
    const experiment = await opened(callTrace('A[0-10] B[2-4]'));
    const texts = async (): Promise<string> => {
      const chart = outputNamed(experiment, 'Flame Chart');
      const items = rowIds(await chart.tree!({ extra: {} }, NEVER));
      const states = statesText(await chart.states!(window(0, 20, 20, items), NEVER));
      const trees = [
        await outputNamed(experiment, 'Function Duration Statistics').tree!({ extra: {} }, NEVER),
        await outputNamed(experiment, 'LTTng-UST CallStack (new) - Flame Graph').tree!({ extra: {} }, NEVER),
      ];
      return [...states, ...trees.flatMap(treeText)].join('\n');
    };
    assert.match(await texts(), /0x41\[0-10\]\n0x42\[2-4\].*0x41 \[7\]/s);
    await experiment.addSymbols!(join(folder, 'nm.txt'));
    assert.match(await texts(), /outer\[0-10\]\ninner\[2-4\].*outer \[7\]/s);
    await assert.rejects(async () => experiment.addSymbols!(join(folder, 'empty.txt')), /holds no symbols/);
    await assert.rejects(async () => experiment.addSymbols!(join(folder, 'missing.txt')), QueryError);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
