/** Values come back as they were sent, and are named by the published digests. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import vectors from '../../values/testing/digest-vectors.json' with { type: 'json' };
import { check } from '../asking.ts';

/** Each is canonical already, so it has to come back byte for byte. */
const EXACT = [
  '1.0',
  '-0.0',
  '-0',
  '1e-07',
  '1E+2',
  '0.1',
  '100000000000000000000000000000000000000000',
  '12345678901234567890',
  '-9007199254740993',
  '1.7976931348623157e308',
  '5e-324',
  '1e400',
  '0.30000000000000004',
  'true',
  'false',
  'null',
  '""',
  '"\\u0000\\u0001\\b\\t\\n\\f\\r\\"\\\\/"',
  '"\\ud800 \\udc00x"',
  '"é 😀 \u2028 \ufeff \u007f"',
  '[]',
  '{}',
  '[[[]],[{}]]',
  '{"b":1,"a":2,"10":3,"9":4,"":5}',
  '{"__proto__":{"x":1},"constructor":{"prototype":2},"toString":3,"hasOwnProperty":4}',
  '{"a.b":1,"a":{"b":2},"\\"":3,"$literal":4,"_ref":5,"_type":"x"}',
  '"<script>alert(1)</script>"',
  '"\' OR 1=1; --"',
  '{"é":"ключ","😀":1,"\\u0000":2}',
];

export const VALUES = [
  check('values come back byte for byte from calls, objects, rows and feedback', async (on) => {
    for (const [at, text] of EXACT.entries()) {
      const n = at + 1;
      const value = new JsonText(`{"v":${text}}`);
      await on.start(n, { inputs: value, attributes: value });
      await on.end(n, { output: new JsonText(text), summary: value });
      const call = (await on.read(n))!;
      assert.equal(call.inputs.text, value.text);
      assert.equal(call.attributes.text, value.text);
      assert.equal(call.output?.text ?? 'null', text);
      assert.ok(call.summary!.text.startsWith(`${value.text.slice(0, -1)},"weave":{`), call.summary!.text);
      const digest = await on.publish(`value${n}`, new JsonText(text));
      const read = await on.ask('objRead', { project_id: on.project, object_id: `value${n}`, digest });
      assert.equal(read.obj.val.text, text);
      assert.equal(await on.val(on.ref(`object/value${n}:${digest}`)), text);
      const table = await on.ask('tableCreate', { table: { project_id: on.project, rows: [value] } });
      const { rows } = await on.ask('tableQuery', { project_id: on.project, digest: table.digest });
      assert.equal(rows[0]!.val.text, value.text);
      await on.ask('feedbackCreate', {
        project_id: on.project,
        weave_ref: on.ref(`call/${n}`),
        feedback_type: `f${n}`,
        payload: value,
      });
    }
    await on.ask('feedbackQuery', { project_id: on.project, fields: ['feedback_type', 'payload'] });
    await on.ask('feedbackQuery', { project_id: on.project, fields: ['payload.v'] });
    assert.equal((await on.found({})).length, EXACT.length);
  }),

  check('what is not canonical becomes it: white space, escapes, keys that come twice', async (on) => {
    const sent = ' { "a" : 1 , "b":[ 1 , 2 ] , "\\u0061":"\\u00e9\\/\\ud83d\\ude00" }';
    const { text } = await on.post(
      '/obj/create',
      `{"obj":{"project_id":"${on.project}","object_id":"o","val":${sent}}}`,
    );
    const { digest } = JSON.parse(text) as { digest: string };
    const { obj } = await on.ask('objRead', { project_id: on.project, object_id: 'o', digest });
    assert.equal(obj.val.text, '{"a":"é/😀","b":[1,2]}');
  }),

  check('a value of a megabyte, and one of 500 levels, come back whole', async (on) => {
    const large = JsonText.of({ text: 'ä'.repeat(1_500_000), list: Array.from({ length: 10_000 }, (_, n) => n) });
    const deep = new JsonText(`{"v":${'['.repeat(490)}${']'.repeat(490)}}`);
    await on.start(1, { inputs: large, attributes: deep });
    await on.end(1, { output: large });
    const call = (await on.read(1))!;
    assert.equal(call.inputs.text, large.text);
    assert.equal(call.output!.text, large.text);
    assert.equal(call.attributes.text, deep.text);
  }),

  check('digests are those of the published vectors', async (on) => {
    assert.deepEqual([vectors.values.length, vectors.tables.length, vectors.files.length], [24, 5, 4]);
    for (const { name, value, digest } of vectors.values) {
      if (value.includes('weave')) continue;
      assert.equal(await on.publish('vector', new JsonText(value)), digest, name);
    }
    for (const { rows, row_digests, digest } of vectors.tables) {
      const values = rows.map((row) => new JsonText(row.replace('X*1024', 'x'.repeat(1024))));
      const created = await on.ask('tableCreate', { table: { project_id: on.project, rows: values } });
      assert.deepEqual([created.digest, created.row_digests], [digest, row_digests]);
    }
    for (const { content, repeat, digest } of vectors.files) {
      const bytes = new TextEncoder().encode(content.repeat(repeat));
      const created = await on.ask('fileCreate', { project_id: on.project, name: 'f', content: bytes });
      assert.equal(created.digest, digest);
    }
  }),

  check('an object with a ref is named by what the store sees; its content by what the ref leads to', async (on) => {
    const { value } = vectors.values.find(({ name }) => name === 'dataset_external_ref')!;
    const digests: string[] = [];
    const contents = new Set<string>();
    for (const project_id of ['shawn/test-project', on.project, on.other]) {
      const [entity, project] = project_id.split('/') as [string, string];
      await on.ask('ensureProjectExists', { entity, project });
      const list = vectors.tables[1]!.rows.map((row) => new JsonText(row));
      const table = await on.ask('tableCreate', { table: { project_id, rows: list } });
      assert.equal(table.content_digest, table.digest);
      const val = JsonText.of({
        ...(JSON.parse(value) as object),
        rows: `weave:///${project_id}/table/${table.digest}`,
      });
      const { digest, content_digest } = await on.ask('objCreate', { obj: { project_id, object_id: 'data', val } });
      const outer = JsonText.of({ data: `weave:///${project_id}/object/data:${digest}` });
      const created = await on.ask('objCreate', { obj: { project_id, object_id: 'outer', val: outer } });
      digests.push(digest);
      contents.add(`${content_digest} ${created.content_digest}`);
    }
    if (on.identity) assert.equal(digests[0], '0xTDJ6hEmsx8Wg9H75y42bL2WgvW5l4IXjuhHcrMh7A');
    assert.equal(new Set(digests).size, 3);
    assert.equal(contents.size, 1);
    const { obj } = await on.ask('objRead', { project_id: on.project, object_id: 'data', digest: 'latest' });
    assert.ok([...contents][0]!.startsWith(`${obj.content_digest} `));
  }),

  check('a row with a ref has the same content in every project', async (on) => {
    const contents = new Set<string>();
    for (const project_id of [on.project, on.other]) {
      const val = JsonText.of({ a: 1 });
      const { digest } = await on.ask('objCreate', { obj: { project_id, object_id: 'o', val } });
      const row = JsonText.of({
        to: `weave:///${project_id}/object/o:${digest}`,
        call: `weave:///${project_id}/call/1`,
      });
      const { content_digest } = await on.ask('tableCreate', { table: { project_id, rows: [row] } });
      const grown = await on.ask('tableUpdate', {
        project_id,
        base_digest: (await on.ask('tableCreate', { table: { project_id, rows: [] } })).digest,
        updates: [{ append: { row } }],
      });
      assert.equal(grown.content_digest, content_digest);
      contents.add(content_digest);
    }
    assert.equal(contents.size, 1);
  }),
];
