/**
 * Damaged traces of both versions: metadata that lies, packets that lie. Whatever comes, reading ends soon, with events
 * and notices or with a `FormatError`, and the table shows as many rows as there were events.
 *
 * The cases are the same on every run. They end after a few seconds; `HEDDLE_FUZZ_SECONDS=600` goes on for longer, and
 * `HEDDLE_FUZZ_SEED=7` takes others.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { seeded } from '../../index/testing/seeded.ts';
import { FormatError } from '../reader.ts';
import { ctfFormat } from './format.ts';
import { packetised, type WrittenTrace, writeMetadata, writeTrace } from './testing/ctf-writer.ts';
import { inCtf2, sequenceOf } from './testing/ctf2-text.ts';
import { EVERY_CLASS, EVERY_TYPE } from './testing/every-trace.ts';
import { lttng } from './testing/lttng.ts';
import { mutatedBytes, mutatedSequence, mutatedText, type Random } from './testing/mutate.ts';
import { randomBytes, randomStruct } from './testing/random-class.ts';
import { readWhole, texts, toldBy, withFolder } from './testing/with-trace.ts';

const SECONDS = Number(process.env.HEDDLE_FUZZ_SECONDS ?? 6);
const SEED = Number(process.env.HEDDLE_FUZZ_SEED ?? 1);
/** ms; each case takes one or two. */
const HANGS = 10_000;
const MOST_BYTES = 1 << 30;

const packets = [0n, 1n, 2n].map((i) => ({
  events: [0n, 1n, 2n, 3n].map((j) => ({ name: 'hit', at: 1000n * i + 10n * j, fields: { n: Number(j) } })),
}));
const lttngTrace = (metadata: string): WrittenTrace => ({ metadata, files: { a: packets, b: packets.slice(1) } });

const SUBJECTS: readonly (readonly [name: string, trace: WrittenTrace])[] = [
  ['TSDL, compact headers', lttngTrace(lttng())],
  ['TSDL, large headers, big-endian', lttngTrace(lttng({ header: 'large', order: 'be' }))],
  ['TSDL in packets', { ...lttngTrace(lttng()), metadataPackets: { order: 'be' } }],
  ['TSDL, every type', EVERY_TYPE],
  ['JSON, every type', { ...EVERY_TYPE, metadata: inCtf2(EVERY_TYPE.metadata) }],
  ['JSON, compact headers', lttngTrace(inCtf2(lttng()))],
  ['JSON in packets', { ...lttngTrace(inCtf2(lttng())), metadataPackets: { order: 'le', long: true } }],
  ['JSON, every class', EVERY_CLASS],
];

describe('a damaged trace is read as far as it goes', () => {
  for (const [name, trace] of SUBJECTS) {
    test(name, async (context: TestContext) => {
      await withFolder(async (folder) => {
        writeTrace(folder, trace);
        const whole = { metadata: readFileSync(join(folder, 'metadata')), a: readFileSync(join(folder, 'a')) };
        const requests = await requestsOf(folder);
        await forCases(SECONDS / SUBJECTS.length, context, async (random) => {
          const [file, bytes] = damaged(trace, whole, random);
          writeFileSync(join(folder, file), bytes);
          await survives(folder, requests);
          writeFileSync(join(folder, file), whole[file]);
        });
      });
    });
  }
});

/** Random numbers for one case after the other, until the time is over. No case may hang, or take much memory. */
async function forCases(seconds: number, context: TestContext, run: (random: Random) => Promise<void>): Promise<void> {
  const until = performance.now() + seconds * 1000;
  let number = 0;
  for (; performance.now() < until; number++) {
    const begun = performance.now();
    try {
      await run(seeded(SEED * 1_000_003 + number * 7919));
      assert.ok(performance.now() - begun < HANGS, 'it takes too long');
      assert.ok(process.memoryUsage().arrayBuffers < MOST_BYTES, 'it takes too much memory');
    } catch (error) {
      throw new Error(`case ${number} of seed ${SEED}`, { cause: error });
    }
  }
  context.diagnostic(`${number} cases`);
}

/** A file's name, and its bytes with some damage. */
function damaged(
  trace: WrittenTrace,
  { metadata, a }: { metadata: Buffer; a: Buffer },
  random: Random,
): ['metadata' | 'a', Uint8Array] {
  const kind = random(4);
  if (kind === 0) return ['a', mutatedBytes(a, random)];
  if (kind === 1 && trace.metadataPackets) return ['metadata', mutatedBytes(metadata, random)];
  const isJson = trace.metadata.startsWith('\x1e');
  const text = (isJson && kind > 1 ? mutatedSequence : mutatedText)(trace.metadata, random);
  return ['metadata', trace.metadataPackets ? packetised(text, trace.metadataPackets) : Buffer.from(text)];
}

/** Its fields, each in one form, of the trace before it is damaged: it has no fault. */
async function requestsOf(folder: string): Promise<string[]> {
  const reader = await ctfFormat.open(folder, '');
  const names = reader.types[0]!.fields.slice(0, 40).map(({ name }) => name);
  assert.ok((await readWhole(reader)).times.length >= 9);
  assert.deepEqual(reader.notices, []);
  reader.close();
  return names.map((field, i) => `${field}:${['number', 'text', 'key'][i % 3]}`);
}

/** Only a `FormatError` may come of it. */
async function survives(folder: string, requests: readonly string[]): Promise<void> {
  const reader = await ctfFormat.open(folder, '').catch((error: unknown) => {
    if (error instanceof FormatError) return undefined;
    throw error;
  });
  if (reader === undefined) return;
  try {
    const { times } = await readWhole(reader, ...requests);
    assert.ok(times.every((time, i) => Number.isSafeInteger(time) && (i === 0 || time >= times[i - 1]!)));
    assert.equal(texts(reader, 'Contents').length, times.length);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  } finally {
    reader.close();
  }
}

test('any bytes, as any fields: compiled decoders read what the table shows', async (context: TestContext) => {
  const head = [{ type: 'preamble', version: 2 }, { type: 'trace-class' }, { type: 'data-stream-class' }];
  await withFolder(async (folder) => {
    await forCases(SECONDS / 3, context, async (random) => {
      const event = { type: 'event-record-class', name: 'e', 'payload-field-class': randomStruct(random) };
      const classes = writeMetadata(folder, sequenceOf([...head, event]));
      writeFileSync(join(folder, 'stream'), randomBytes(random, 1 + random(3000)));
      const { fields } = classes.streams[0]!.events[0]!.payload!;
      const plain = fields.filter(({ kind }) => kind !== 'struct' && kind !== 'variant');
      const shown = plain.filter((field) => !('element' in field) || field.encoding !== undefined);
      const reader = await ctfFormat.open(folder, '');
      const { columns } = await toldBy(
        reader,
        shown.map(({ name }) => `${name}:text`),
      );
      const contents = texts(reader, 'Contents');
      assert.equal(contents.length, reader.progress.events);
      contents.forEach((text, i) => {
        // A text may hold anything, also what looks like the next field; so each is looked for where it must be.
        for (const { name } of shown) assert.ok(`, ${text}`.includes(`, ${name}=${columns[`${name}:text`]![i]}`), name);
      });
      reader.close();
    });
  });
});
