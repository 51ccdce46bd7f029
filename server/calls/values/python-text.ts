/**
 * A value as Python's `json.dumps` writes it, which is what digests are made of: `", "` and `": "` between things, ASCII
 * only, floats in their shortest form as `repr` has it, integers as they are, keys in their order.
 */
import type { JsonText } from './json-text.ts';
import { Pieces } from './pieces.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;
const TILDE = 0x7e;

export function pythonText({ text }: JsonText): string {
  const pieces = new Pieces();
  let done = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) quoted = !quoted;
    else if (quoted) {
      if (code === BACKSLASH) i++;
      else if (code > TILDE) {
        pieces.add(text.slice(done, i));
        pieces.add(`\\u${code.toString(16).padStart(4, '0')}`);
        done = i + 1;
      }
    } else if (code === COMMA || code === COLON) {
      pieces.add(`${text.slice(done, i + 1)} `);
      done = i + 1;
    } else if (code === MINUS || (code >= 0x30 && code <= 0x39)) {
      const end = behindNumber(text, i);
      const number = text.slice(i, end);
      const python = pythonNumber(number);
      if (python !== number) {
        pieces.add(text.slice(done, i));
        pieces.add(python);
        done = end;
      }
      i = end - 1;
    }
  }
  pieces.add(text.slice(done));
  return pieces.toString();
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
