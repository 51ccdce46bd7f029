/** Where magic numbers of packets lie in a file: how reading goes on after a corrupt packet. Cost: one read of the bytes. */
import type { ByteSource } from './packets.ts';
import type { TraceClass } from './trace-class.ts';

const STRIDE = 1024 * 1024;

/** Bytes from the file's start, from `from` on; undefined after each MiB in which there is no more. */
export function* magicPlaces(trace: TraceClass, file: ByteSource, from: number): Generator<number | undefined> {
  const magic = magicOf(trace);
  if (magic === undefined) return;
  for (let at = from; at < file.size; at += STRIDE) {
    const bytes = Buffer.from(file.read(at, STRIDE + magic.length - 1));
    for (let found = bytes.indexOf(magic); found >= 0; found = bytes.indexOf(magic, found + 1)) yield at + found;
    yield undefined;
  }
}

/** The number as it lies in the file; undefined if packets don't begin with one. */
function magicOf({ packetHeader }: TraceClass): Buffer | undefined {
  const first = packetHeader?.fields[0];
  if (first?.kind !== 'integer' || !first.roles.includes('packet-magic-number')) return undefined;
  if (first.size !== 32 || first.reversed || first.variable) return undefined;
  const bytes = Buffer.alloc(4);
  if (first.bigEndian) bytes.writeUInt32BE(0xc1fc1fc1);
  else bytes.writeUInt32LE(0xc1fc1fc1);
  return bytes;
}
