import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digestOf, fileDigest, tableDigest } from './digest.ts';
import { JsonText } from './json-text.ts';
import { pythonBytes } from './python-text.ts';
import { JsonReader } from './read-json.ts';
import vectors from './testing/digest-vectors.json' with { type: 'json' };

const pythonText = (value: JsonText): string => pythonBytes(value).toString();
const read = (text: string): JsonText => new JsonReader(text).json();

test('values have the Python text and the digest that other servers give them', () => {
  assert.equal(vectors.values.length, 24);
  for (const { name, value, python, digest } of vectors.values) {
    assert.equal(pythonText(read(value)), python, name);
    assert.equal(digestOf(read(value)), digest, name);
  }
});

test('files and tables have the digests that other servers give them', () => {
  for (const { content, repeat, digest } of vectors.files) {
    assert.equal(fileDigest(Buffer.from(content.repeat(repeat))), digest);
  }
  assert.equal(vectors.tables.length, 5);
  for (const { rows, row_digests, digest } of vectors.tables) {
    const values = rows.map((row) => read(row.replace('X*1024', 'x'.repeat(1024))));
    assert.deepEqual(values.map(digestOf), row_digests);
    assert.equal(tableDigest(row_digests), digest);
  }
});

test('numbers are written as Python does', () => {
  for (const [number, python] of [
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['0.0', '0.0'],
    ['0e5', '0.0'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['123456789012345680.0', '1.2345678901234568e+17'],
    ['9999999999999998.0', '9999999999999998.0'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['1e-5', '1e-05'],
    ['12e-5', '0.00012'],
    ['1e22', '1e+22'],
    ['1.5e300', '1.5e+300'],
    ['1e400', 'Infinity'],
    ['-1e400', '-Infinity'],
    ['5e-324', '5e-324'],
    ['1.7976931348623157e308', '1.7976931348623157e+308'],
    ['2.2250738585072014e-308', '2.2250738585072014e-308'],
    ['0.1', '0.1'],
    ['100.0', '100.0'],
    ['1E5', '100000.0'],
    ['1.10', '1.1'],
    ['-17.25', '-17.25'],
    ['1e0', '1.0'],
    ['123456.789e3', '123456789.0'],
    ['0.3e-7', '3e-08'],
    ['4.35', '4.35'],
    ['1e23', '1e+23'],
    ['9007199254740993.0', '9007199254740992.0'],
    ['100000000000000000000', '100000000000000000000'],
    ['-12345678901234567890', '-12345678901234567890'],
  ] as const) {
    assert.equal(
      pythonText(new JsonText(`{"a":[${number},${number}],"b":${number}}`)),
      `{"a": [${python}, ${python}], "b": ${python}}`,
    );
    assert.equal(pythonText(new JsonText(number)), python);
  }
});

test('texts are ASCII: what stands in them is no JSON', () => {
  for (const [value, python] of [
    ['"a,b:{1}[-0]"', '"a,b:{1}[-0]"'],
    ['"\\"-0,\\\\"', '"\\"-0,\\\\"'],
    ['["\\\\",-0]', '["\\\\", 0]'],
    ['"é\u007f~\u0080"', '"\\u00e9\\u007f~\\u0080"'],
    ['{"ключ":"😀","\\ud800":"\\u0000"}', '{"\\u043a\\u043b\\u044e\\u0447": "\\ud83d\\ude00", "\\ud800": "\\u0000"}'],
    ['{}', '{}'],
    ['[]', '[]'],
    ['[[],{"a":{}},true,false,null]', '[[], {"a": {}}, true, false, null]'],
  ] as const) {
    assert.equal(pythonText(new JsonText(value)), python);
  }
});
