import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StringTable } from '../../index/string-table.ts';
import { reloaded } from '../../index/testing/reloaded.ts';
import { fakeReader } from '../testing/fake-reader.ts';
import { BinaryMappings } from './binary-mappings.ts';
import { mappingsOf } from './testing/mappings-of.ts';

const DUMP = 'lttng_ust_statedump';

/** `what[pid@time address]`: the binary there, as it was found and as it is after a reopening. */
async function found(trace: string, asked: string): Promise<string> {
  const reader = fakeReader(trace);
  const mappings = await mappingsOf(reader);
  const kept = await reloaded(mappings, new BinaryMappings(reader, new StringTable(), []));
  const [first, second] = [mappings, kept].map((one) =>
    asked
      .split(' ')
      .map((question) => {
        const [pid, time, address] = question.split(/[@:]/).map(Number) as [number, number, number];
        return one.memory.at(pid, time, address)?.path ?? '-';
      })
      .join(' '),
  );
  assert.equal(second, first);
  return first!;
}

test('a binary lies from its base as far as its size, in its process only', async () => {
  const trace = `${DUMP}:start@1(vpid=7) ${DUMP}:bin_info@2(vpid=7,baddr=100,memsz=50,path=/a,is_pic=0)`;
  assert.equal(await found(trace, '7@3:99 7@3:100 7@3:149 7@3:150 8@3:120'), '- /a /a - -');
});

test('what is told a moment later holds already, unless another program ran then', async () => {
  const trace = `${DUMP}:start@10(vpid=7) ${DUMP}:bin_info@20(vpid=7,baddr=100,memsz=50,path=/a,is_pic=0)
    ${DUMP}:start@30(vpid=7) ${DUMP}:bin_info@40(vpid=7,baddr=200,memsz=50,path=/b,is_pic=0)`;
  assert.equal(await found(trace, '7@5:100 7@15:100 7@29:100 7@30:100 7@35:200 7@29:200'), '/a /a /a - /b -');
});

test('what is opened twice has to be closed twice; what is unloaded is gone; what lies there next takes its place', async () => {
  const dl = 'lttng_ust_dl';
  const trace = `${dl}:dlopen@1(vpid=7,baddr=100,memsz=50,path=/a) ${dl}:dlopen@2(vpid=7,baddr=100,memsz=50,path=/a)
    ${dl}:dlclose@3(vpid=7,baddr=100) ${dl}:dlclose@5(vpid=7,baddr=100)
    lttng_ust_lib:load@10(vpid=7,baddr=100,memsz=50,path=/b) lttng_ust_lib:unload@15(vpid=7,baddr=100)
    lttng_ust_lib:load@20(vpid=7,baddr=100,memsz=50,path=/c) lttng_ust_lib:load@25(vpid=7,baddr=140,memsz=50,path=/d)`;
  assert.equal(
    await found(trace, '7@4:110 7@5:110 7@12:110 7@17:110 7@22:110 7@27:110 7@27:145'),
    '/a /b /b /c /c - /d',
  );
});

test('build ids and debug links belong to what was mapped last at their address', async () => {
  const trace = `${DUMP}:bin_info@1(vpid=7,baddr=100,memsz=50,path=/a,is_pic=1) ${DUMP}:build_id@2(vpid=7,baddr=100,build_id=c0ffee)
    ${DUMP}:debug_link@3(vpid=7,baddr=100,crc=12,filename=a.debug) ${DUMP}:build_id@4(vpid=7,baddr=300,build_id=beef)`;
  const reader = fakeReader(trace);
  const mappings = await mappingsOf(reader);
  const kept = await reloaded(mappings, new BinaryMappings(reader, new StringTable(), []));
  for (const one of [mappings, kept]) {
    const { buildId, debugLink, isMovable } = one.memory.at(7, 5, 120)!;
    assert.deepEqual([buildId, debugLink, isMovable], ['c0ffee', { name: 'a.debug', crc: 12 }, true]);
  }
});

test('addresses mean the same in processes that run the same program', async () => {
  const info = (time: number, pid: number, path: string): string =>
    `${DUMP}:start@${time}(vpid=${pid}) ${DUMP}:bin_info@${time + 1}(vpid=${pid},baddr=100,memsz=50,path=${path},is_pic=0)`;
  const mappings = await mappingsOf(
    fakeReader([info(1, 7, '/a'), info(3, 8, '/b'), info(5, 9, '/a'), info(7, 7, '/b')].join(' ')),
  );
  const number = (pid: number, time: number): number => mappings.memory.programNumber(pid, time);
  assert.equal(number(7, 2), number(9, 6));
  assert.notEqual(number(7, 2), number(8, 6));
  assert.equal(number(7, 8), number(8, 8));
  assert.equal(number(10, 8), 0);
});

test('a process without end of mappings is followed so far', async () => {
  const words = Array.from(
    { length: 6000 },
    (_, i) => `lttng_ust_lib:load@${i}(vpid=7,baddr=${i * 16},memsz=16,path=/l${i})`,
  );
  const mappings = await mappingsOf(fakeReader(words.join(' ')));
  assert.equal(mappings.memory.at(7, 6000, 4095 * 16)?.path, '/l4095');
  assert.equal(mappings.memory.at(7, 6000, 4096 * 16), undefined);
});
