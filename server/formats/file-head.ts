/** The first bytes of a file, by which formats are recognised: unpacked, where it is gzipped. */
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';

const HEAD = 1 << 16;
/** Packed bytes looked at: they unpack to 8 MiB at the utmost. */
const PACKED_HEAD = 1 << 13;

export interface FileHead {
  /** 64 KiB at most. */
  readonly bytes: Buffer;
  /** The file ends with them. */
  readonly whole: boolean;
}

/** Throws where the file can't be read. */
export function readHead(path: string): FileHead {
  const start = readStart(path, HEAD);
  if (!isGzip(start)) return { bytes: start, whole: start.length < HEAD };
  const bytes = gunzipSync(start.subarray(0, PACKED_HEAD), { finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes: bytes.subarray(0, HEAD), whole: start.length <= PACKED_HEAD && bytes.length <= HEAD };
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Throws where the file can't be read. */
export function readStart(path: string, length: number): Buffer {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(fd, head, 0, length, 0));
  } finally {
    closeSync(fd);
  }
}
