/**
 * A value as Python's `json.dumps` writes it, which is what digests are made of: `", "` and `": "` between things, ASCII
 * only, floats in their shortest form as `repr` has it, integers as they are, keys in their order.
 */
import type { JsonText } from './json-text.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
const TILDE = 0x7e;
/** More than any one character or number becomes. */
const ROOM = 32;
const HEX = Buffer.from('0123456789abcdef');

/** For what is small; nothing yields while it is in use. */
const small = Buffer.allocUnsafeSlow(64 * 1024);

/** In ASCII; the bytes are the caller's until the next call. */
export function pythonBytes({ text }: JsonText): Buffer {
  let out: Buffer = small;
  let length = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (length + ROOM > out.length) out = grown(out);
    const code = text.charCodeAt(i);
    if (code > TILDE) {
      out[length++] = BACKSLASH;
      out[length++] = 0x75;
      for (let shift = 12; shift >= 0; shift -= 4) out[length++] = HEX[(code >> shift) & 15]!;
    } else if (quoted || code > COLON || code === QUOTE) {
      out[length++] = code;
      if (code === QUOTE) quoted = !quoted;
      else if (code === BACKSLASH) out[length++] = text.charCodeAt(++i);
    } else if (code === COMMA || code === COLON) {
      out[length++] = code;
      out[length++] = 0x20;
    } else {
      const end = behindNumber(text, i);
      const number = pythonNumber(text.slice(i, end));
      while (length + number.length > out.length) out = grown(out);
      for (let k = 0; k < number.length; k++) out[length++] = number.charCodeAt(k);
      i = end - 1;
    }
  }
  return out.subarray(0, length);
}

function grown(buffer: Buffer): Buffer {
  const larger = Buffer.allocUnsafeSlow(buffer.length * 2);
  larger.set(buffer);
  return larger;
}

function behindNumber(text: string, at: number): number {
  let i = at + 1;
  for (let code = text.charCodeAt(i); code !== COMMA && code !== CLOSE_LIST && code !== CLOSE_OBJECT; ) {
    if (i === text.length) break;
    code = text.charCodeAt(++i);
  }
  return i;
}

function pythonNumber(number: string): string {
  if (number === '-0') return '0';
  if (!/[.eE]/.test(number)) return number;
  const value = Number(number);
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return pythonFloat(value);
}

/** Both languages write the fewest digits that read as the same double; they differ in when the exponent is written. */
function pythonFloat(value: number): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', power = ''] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  const digits = mantissa.replace('.', '');
  if (exponent >= 16 || exponent < -4) {
    const padded = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${padded}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
