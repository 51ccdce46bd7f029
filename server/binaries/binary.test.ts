import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { seeded } from '../index/testing/seeded.ts';
import { type Binary, type BinaryFacts, readBinary } from './binary.ts';
import { FileSystem, type FileSystemOptions } from './file-system.ts';
import { type ElfOptions, elfFile } from './testing/elf-writer.ts';
import { AT_ONCE, withFiles } from './testing/with-files.ts';

const FUNCTIONS = 'main@1000+20 _alias@1000+20 leaf@1020+8 [table]@1024+40 inner@1008+4 open@1040+0';
const LINES = '/home/loom/main.c: 1000=10 1008=12 100c=9 1020=900 1028; src/more.c: 1040=3 1050';

interface Read {
  readonly binary: Binary | undefined;
  readonly notices: string[];
}

async function read(facts: BinaryFacts, options: FileSystemOptions): Promise<Read> {
  const notices: string[] = [];
  const tell = (message: string): void => void notices.push(message);
  const binary = await readBinary(facts, new FileSystem(options), AT_ONCE, tell);
  await binary?.readLines(AT_ONCE, tell);
  return { binary, notices };
}

function located({ binary }: Read, ...addresses: number[]): string[] {
  return addresses.map((address) => {
    const found = binary?.functions?.at(address);
    const line = binary?.lines?.at(address);
    return `${found ? `${found.name}+${found.offset}` : '-'} ${line ? `${line.file}:${line.line}` : '-'}`;
  });
}

const EXPECTED = [
  '- -',
  'main+0 /home/loom/main.c:10',
  'inner+1 /home/loom/main.c:12',
  'main+12 /home/loom/main.c:9',
  'leaf+7 /home/loom/main.c:900',
  '- -',
];
const ASKED = [0xfff, 0x1000, 0x1009, 0x100c, 0x1027, 0x1030];

for (const version of [2, 3, 4, 5] as const) {
  for (const wide of [true, false]) {
    for (const bigEndian of [true, false]) {
      const name = `DWARF ${version}, ${wide ? 64 : 32} bits, ${bigEndian ? 'most' : 'least'} significant byte first`;
      test(`functions and lines by address: ${name}`, async () => {
        const options: ElfOptions = {
          version,
          wide,
          bigEndian,
          functions: FUNCTIONS,
          lines: LINES,
          loadAddress: 0x400,
        };
        await withFiles({ program: elfFile(options) }, async (root) => {
          const found = await read({ path: '/program' }, { root });
          assert.deepEqual(located(found, ...ASKED), EXPECTED);
          const more = version === 5 ? '/build/src/more.c' : 'src/more.c';
          assert.deepEqual(located(found, 0x104f, 0x1050), [`open+15 ${more}:3`, 'open+16 -']);
          assert.equal(found.binary?.loadAddress, 0x400);
          assert.deepEqual(found.notices, []);
        });
      });
    }
  }
}

test('packed sections are unpacked', async () => {
  await withFiles({ program: elfFile({ lines: LINES, compressed: true }) }, async (root) => {
    assert.deepEqual(located(await read({ path: '/program' }, { root }), 0x1009), ['- /home/loom/main.c:12']);
  });
});

test('a long piece of code is found in parts', async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${(0x1000 + i * 3).toString(16)}=${i + 1}`).join(' ');
  const lines = `/a.c: ${rows} ${(0x1000 + 60_000).toString(16)}`;
  await withFiles({ program: elfFile({ lines }) }, async (root) => {
    const { binary } = await read({ path: '/program' }, { root });
    for (let i = 0; i < 20_000; i += 37) {
      assert.equal(binary?.lines?.at(0x1000 + i * 3 + (i % 3))?.line, i + 1);
    }
    // Where one part ends and the next begins.
    for (const i of [4094, 4095, 4096, 4097, 8191, 8192]) assert.equal(binary?.lines?.at(0x1002 + i * 3)?.line, i + 1);
  });
});

test('debug files are found by build id, and by debug link beside it, in .debug, and below the system folder', async () => {
  const debug = elfFile({ functions: FUNCTIONS, lines: LINES, buildId: 'abcdef0123' });
  const debugLink = { name: 'program.debug', crc: crc32(debug) };
  const stripped = elfFile({ functions: 'exported@1000+1', table: '.dynsym', buildId: 'abcdef0123', debugLink });
  const path = '/opt/bin/program';
  for (const place of [
    'usr/lib/debug/.build-id/ab/cdef0123.debug',
    'opt/bin/program.debug',
    'opt/bin/.debug/program.debug',
    'usr/lib/debug/opt/bin/program.debug',
  ]) {
    await withFiles({ [path]: stripped, [place]: debug }, async (root) => {
      assert.deepEqual(located(await read({ path }, { root }), 0x1009), [EXPECTED[2]]);
    });
  }
  await withFiles({ [path]: stripped, 'opt/bin/program.debug': elfFile({ functions: FUNCTIONS }) }, async (root) => {
    // The checksum tells that it is another file.
    assert.deepEqual(located(await read({ path }, { root }), 0x1000), ['exported+0 -']);
  });
  await withFiles({ 'usr/lib/debug/.build-id/ab/cdef0123.debug': debug }, async (root) => {
    assert.deepEqual(located(await read({ path, buildId: 'abcdef0123' }, { root }), 0x1009), [EXPECTED[2]]);
  });
});

test('another build of the binary is not used', async () => {
  await withFiles({ program: elfFile({ functions: FUNCTIONS, buildId: '1111' }) }, async (root) => {
    const { binary, notices } = await read({ path: '/program', buildId: '2222' }, { root });
    assert.equal(binary, undefined);
    assert.match(notices.join(), /differ/);
    assert.equal((await read({ path: '/program', buildId: '1111' }, { root })).binary?.functions?.count, 5);
  });
});

test('nothing is read outside of the folders that may be read, nor what is no plain file', async () => {
  const program = elfFile({ functions: FUNCTIONS });
  await withFiles({ 'open/program': program, 'closed/program': program }, async (folder) => {
    symlinkSync(join(folder, 'closed/program'), join(folder, 'open/link'));
    mkdirSync(join(folder, 'open/folder'));
    const allowed = [join(folder, 'open')];
    const isRead = async (path: string, options: FileSystemOptions): Promise<boolean> =>
      (await read({ path }, options)).binary !== undefined;
    assert.ok(await isRead(join(folder, 'open/program'), { allowed }));
    assert.ok(!(await isRead(join(folder, 'closed/program'), { allowed })));
    assert.ok(!(await isRead(join(folder, 'open/link'), { allowed })));
    assert.ok(!(await isRead(join(folder, 'open/../closed/program'), { allowed })));
    assert.ok(!(await isRead(join(folder, 'open/program'), { allowed: [] })));
    assert.ok(!(await isRead('/../closed/program', { root: join(folder, 'open') })));
    assert.ok(await isRead('/../program', { root: join(folder, 'open') }));
    for (const path of ['open/program', '[vdso]', '', '/a\0b', '/dev/zero', join(folder, 'open/folder')]) {
      assert.ok(!(await isRead(path, {})), path);
    }
  });
});

test('broken files give notices or less, never more than that', async () => {
  const whole = elfFile({ functions: FUNCTIONS, lines: LINES, buildId: 'abcdef', debugLink: { name: 'x', crc: 1 } });
  const broken: Record<string, Uint8Array> = { empty: Buffer.alloc(0), text: Buffer.from('#!/bin/sh\n'.repeat(20)) };
  for (let length = 4; length < whole.length; length += 13) broken[`cut${length}`] = whole.subarray(0, length);
  const random = seeded(7);
  for (let i = 0; i < 400; i++) {
    const copy = Buffer.from(whole);
    for (let k = 0; k <= random(3); k++) copy[random(copy.length)] = [0, 0xff, 0x7f, 0x80, random(256)][random(5)]!;
    broken[`changed${i}`] = copy;
  }
  await withFiles(broken, async (root) => {
    let told = 0;
    for (const name of Object.keys(broken)) {
      const found = await read({ path: `/${name}` }, { root });
      told += found.notices.length;
      located(found, 0, 0x1000, 0x1009, 0x1027, 2 ** 40);
    }
    assert.ok(told > 50);
  });
});

const NODE = process.execPath;
const reason = process.platform === 'linux' && existsSync('/usr/bin/nm') ? false : 'there is no nm';
test("the functions of Node's own binary are those that nm finds", { skip: reason }, async () => {
  const { binary } = await read({ path: NODE }, {});
  const nm = execFileSync('/usr/bin/nm', ['-D', '--defined-only', NODE], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  let compared = 0;
  for (const [i, line] of nm.split('\n').entries()) {
    const [, address, name] = /^([0-9a-f]+) T (\w+)$/.exec(line) ?? [];
    if (address === undefined || i % 16 !== 0) continue;
    const found = binary?.functions?.at(Number.parseInt(address, 16));
    assert.equal(found?.offset, 0, name);
    if (found?.name === name) compared++;
  }
  assert.ok(compared > 500, `${compared}`);
});
