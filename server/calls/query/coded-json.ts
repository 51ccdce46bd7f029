/**
 * JSON that ClickHouse's functions read without loss. They refuse a whole text for one surrogate without its other half or
 * one number beyond 64 bits, and write numbers anew (1.0 as 1). So beside a text that holds any of these lies a coded one,
 * which queries look at instead (`clickhouse-json.ts` turns what they find back): such a number is a string that begins
 * with U+0001 and `#`, and such a character is U+0001 and its `uXXXX`. Characters that ClickHouse escapes in another way
 * than we are coded, too, and U+0001 itself; also in keys.
 *
 * Most texts have nothing to code and cost one look; the others one walk over their tokens.
 */

/** A first look: a fraction, an exponent, a long number, -0, an escaped or special character, maybe within a text. */
const SUSPICIOUS = /\d[.eE]|\d{16}|-0|\\u|[\u2028\u2029]/;
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** What ClickHouse writes as it is: 64 bits, or digits that a double tells apart, none of them in vain. */
const EXACT = /^-?(?:0|[1-9]\d{0,17}|(?=[\d.]{3,16}$)(?:[1-9]\d*|0(?=\.0{0,3}[1-9]))\.\d*[1-9])$/;
const CODED_CHARACTER = /\\(?:u(0001|000[bef]|001[a-f]|d[89a-f]..)|.)|[\u2028\u2029]/g;

/** Characters that are coded, beside surrogates; that of the mark comes first. */
export const CODED: readonly number[] = [0x01, 0x0b, 0x0e, 0x0f, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e, 0x1f, 0x2028, 0x2029];

/** '' if the text itself is read without loss. */
export function coded(json: string): string {
  if (!SUSPICIOUS.test(json)) return '';
  const found = json.replace(TOKEN, codedToken);
  return found === json ? '' : found;
}

/** A key, or any text, as it stands in coded JSON; of whole characters. */
export function codedText(text: string): string {
  return JSON.parse(codedString(JSON.stringify(text))) as string;
}

function codedToken(token: string): string {
  if (token.startsWith('"')) return token.includes('\\u') || /[\u2028\u2029]/.test(token) ? codedString(token) : token;
  return EXACT.test(token) && token !== '-0' ? token : `"\\u0001#${token}"`;
}

/** Of a string in JSON. */
function codedString(json: string): string {
  return json.replace(CODED_CHARACTER, (found, escaped?: string) => {
    if (escaped !== undefined) return `\\u0001u${escaped}`;
    return found.startsWith('\\') ? found : `\\u0001u${found.charCodeAt(0).toString(16)}`;
  });
}
