/** The query language over calls. */
import assert from 'node:assert/strict';
import { JsonText } from '../../values/json-text.ts';
import { type Asking, as, check, field, literal } from '../asking.ts';

const INPUTS = [
  '{"n":1,"s":"one","o":{"p":"x"},"l":[10,{"k":"v"}]}',
  '{"n":2.5,"s":"Two","o":{"p":"y"},"l":[]}',
  '{"n":"3","s":"","o":null}',
  '{"n":null,"s":"50% off_now"}',
  '{"n":true,"s":"50 off now","a.b":1,"7":"seven"}',
  '{}',
  '{"n":-4,"s":"\\u0000\\"\'\\\\","o":"text"}',
  '{"n":12345678901234567890,"s":"é😀"}',
];

async function calls(on: Asking) {
  let n = 0;
  for (const inputs of INPUTS) await on.start(++n, { inputs: new JsonText(inputs) });
}

export const QUERIES = [
  check('texts are compared as they are, numbers where they are converted', async (on) => {
    await calls(on);
    assert.deepEqual(await on.where({ $eq: [field('inputs.s'), literal('one')] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.n'), literal('3')] }), [3]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.n'), literal('2.5')] }), [2]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.n'), literal('true')] }), [5]);
    assert.deepEqual(await on.where({ $gt: [as('double', 'inputs.n'), literal(1)] }), [2, 3, 8]);
    assert.deepEqual(await on.where({ $gte: [as('double', 'inputs.n'), literal(1)] }), [1, 2, 3, 8]);
    assert.deepEqual(await on.where({ $lt: [as('double', 'inputs.n'), literal(1)] }), [7]);
    assert.deepEqual(await on.where({ $lte: [as('double', 'inputs.n'), literal(1)] }), [1, 7]);
    assert.deepEqual(await on.where({ $eq: [literal(1), as('int', 'inputs.n')] }), [1]);
    assert.deepEqual(await on.where({ $eq: [as('bool', 'inputs.n'), literal(true)] }), [5]);
    assert.deepEqual(await on.where({ $eq: [as('string', 'inputs.n'), literal('-4')] }), [7]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.s'), literal('é😀')] }), [8]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.s'), literal('\0"\'\\')] }), [7]);
  }),

  check('places in objects and lists, keys with dots, keys of digits, objects as a whole', async (on) => {
    await calls(on);
    assert.deepEqual(await on.where({ $eq: [field('inputs.o.p'), literal('y')] }), [2]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.l.1.k'), literal('v')] }), [1]);
    assert.deepEqual(await on.where({ $eq: [as('int', 'inputs.l.0'), literal(10)] }), [1]);
    assert.deepEqual(await on.where({ $eq: [as('int', 'inputs.a\\.b'), literal(1)] }), [5]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.\\7'), literal('seven')] }), [5]);
    assert.deepEqual(await on.where({ $eq: [field('inputs.a.b'), literal('1')] }), []);
    assert.deepEqual(await on.where({ $eq: [field('inputs.o'), literal({ p: 'x' })] }), [1]);
    assert.deepEqual(await on.where({ $contains: { input: field('inputs'), substr: literal('"seven"') } }), [5]);
  }),

  check('and, or, not, with any number of operands', async (on) => {
    await calls(on);
    const is = (text: string) => ({ $eq: [field('inputs.s'), literal(text)] });
    const n = (above: number) => ({ $gt: [as('double', 'inputs.n'), literal(above)] });
    assert.deepEqual(await on.where({ $and: [n(0), n(1), n(2), is('Two')] }), [2]);
    assert.deepEqual(await on.where({ $or: [is('one'), is('Two'), is('é😀')] }), [1, 2, 8]);
    assert.deepEqual(await on.where({ $and: [is('one')] }), [1]);
    assert.deepEqual(await on.where({ $and: [] }), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(await on.where({ $or: [] }), []);
    assert.deepEqual(await on.where({ $not: [{ $or: [is('one'), n(-10)] }] }), []);
    assert.deepEqual(await on.where({ $not: [is('one')] }), [2, 3, 4, 5, 6, 7, 8]);
  }),

  check('in, with none, one and several', async (on) => {
    await calls(on);
    assert.deepEqual(await on.where({ $in: [field('inputs.s'), [literal('one'), literal('Two')]] }), [1, 2]);
    assert.deepEqual(await on.where({ $in: [field('id'), [literal(on.id(3))]] }), [3]);
    assert.deepEqual(await on.where({ $in: [as('double', 'inputs.n'), [literal(1), literal(2.5)]] }), [1, 2]);
    assert.deepEqual(await on.where({ $in: [field('inputs.s'), []] }), []);
    assert.deepEqual(await on.where({ $in: [field('parent_id'), [literal(null)]] }), [1, 2, 3, 4, 5, 6, 7, 8]);
  }),

  check('contains: per cent and underline are letters; case counts unless it is said not to', async (on) => {
    await calls(on);
    const contains = (substr: string, case_insensitive?: boolean, input = 'inputs.s') =>
      on.where({ $contains: { input: field(input), substr: literal(substr), case_insensitive } });
    assert.deepEqual(await contains('50%'), [4]);
    assert.deepEqual(await contains('off_'), [4]);
    assert.deepEqual(await contains('two'), []);
    assert.deepEqual(await contains('two', true), [2]);
    assert.deepEqual(await contains('É', true), [8]);
    assert.deepEqual(await contains('"\'\\'), [7]);
    assert.deepEqual(await contains(''), [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(await contains('p', false, 'op_name'), [1, 2, 3, 4, 5, 6, 7, 8]);
  }),

  check('exists tells what is there; null is as good as absent', async (on) => {
    await calls(on);
    const exists = (name: string) => on.where({ $and: [as('exists', name)] });
    assert.deepEqual(await exists('inputs.o'), [1, 2, 7]);
    assert.deepEqual(await exists('inputs.n'), [1, 2, 3, 5, 7, 8]);
    assert.deepEqual(await exists('inputs.l.0'), [1]);
    assert.deepEqual(await exists('ended_at'), []);
    assert.deepEqual(await on.where({ $eq: [field('inputs.n'), literal(null)] }), [4, 6]);
    assert.deepEqual(await on.where({ $not: [{ $eq: [field('inputs.n'), literal(null)] }] }), [1, 2, 3, 5, 7, 8]);
    assert.deepEqual(await on.where({ $eq: [field('deleted_at'), literal(null)] }), [1, 2, 3, 4, 5, 6, 7, 8]);
  }),

  check('stored columns: ids, names, times, what is null', async (on) => {
    await on.start(1, { display_name: 'd', parent_id: on.id(9), wb_run_step: 5 });
    await on.start(2, { wb_run_step: 50 });
    await on.end(2, { exception: 'boom' });
    assert.deepEqual(await on.where({ $eq: [field('parent_id'), literal(on.id(9))] }), [1]);
    assert.deepEqual(await on.where({ $eq: [field('display_name'), literal(null)] }), [2]);
    assert.deepEqual(await on.where({ $not: [{ $eq: [field('exception'), literal(null)] }] }), [2]);
    assert.deepEqual(await on.where({ $contains: { input: field('exception'), substr: literal('oo') } }), [2]);
    assert.deepEqual(await on.where({ $gt: [field('wb_run_step'), literal(9)] }), [2]);
    assert.deepEqual(await on.where({ $eq: [field('ended_at'), literal(null)] }), [1]);
    assert.deepEqual(await on.where({ $gt: [field('ended_at'), field('started_at')] }), [2]);
  }),

  check('times are compared as times with ISO texts of any zone, and as seconds with numbers', async (on) => {
    for (const n of [1, 2, 3]) await on.start(n, { started_at: on.time(n * 0.5) });
    const since = (value: unknown) => on.where({ $gte: [field('started_at'), literal(value)] });
    assert.deepEqual(await since('2024-06-13T12:00:01Z'), [2, 3]);
    assert.deepEqual(await since('2024-06-13T14:00:01+02:00'), [2, 3]);
    assert.deepEqual(await since('2024-06-13 12:00:01.000001'), [3]);
    assert.deepEqual(await since(Date.UTC(2024, 5, 13, 12, 0, 1) / 1000), [2, 3]);
    assert.deepEqual(await since(Date.UTC(2024, 5, 13, 12, 0, 1) / 1000 + 0.25), [3]);
    assert.deepEqual(await on.where({ $gte: [as('double', 'started_at'), literal(1718280001)] }), [2, 3]);
    await on.refused(
      'callsQuery',
      { project_id: on.project, query: { $expr: { $gt: [field('started_at'), literal('yesterday')] } } },
      { name: 'InvalidRequest', status: 400 },
    );
  }),

  check('what cannot be compared, and what is no field, is refused with a reason', async (on) => {
    const refused = (expr: unknown, name: string, status: number) =>
      on.refused('callsQueryStats', { project_id: on.project, query: { $expr: expr } }, { name, status });
    await refused({ $gt: [field('inputs.n'), literal(1)] }, 'InvalidRequest', 400);
    await refused({ $eq: [field('id'), literal(true)] }, 'InvalidRequest', 400);
    await refused({ $contains: { input: literal(1), substr: literal('1') } }, 'InvalidRequest', 400);
    await refused({ $and: [field('inputs.n')] }, 'InvalidRequest', 400);
    await refused({ $eq: [field('nonsense'), literal('1')] }, 'InvalidFieldError', 422);
    await refused({ $eq: [field('id.x'), literal('1')] }, 'InvalidFieldError', 422);
    await refused({ $eq: [field('inputs')] }, 'ValidationError', 422);
    await refused({ $eq: [field('id'), literal('1'), literal('2')] }, 'ValidationError', 422);
    await refused({ $like: [field('id'), literal('1')] }, 'ValidationError', 422);
    await refused({ $eq: [field('id'), literal('1')], $and: [] }, 'ValidationError', 422);
    await refused(field('id'), 'ValidationError', 422);
    await refused(
      { $eq: [{ $convert: { input: field('inputs.n'), to: 'float' } }, literal(1)] },
      'ValidationError',
      422,
    );
  }),

  check('a filter and a query hold both', async (on) => {
    await calls(on);
    const request = { filter: { call_ids: [on.id(1), on.id(2)] } };
    assert.deepEqual(await on.where({ $eq: [field('inputs.s'), literal('Two')] }, request), [2]);
  }),

  check('a literal is data, whatever is in it', async (on) => {
    const texts = ["' OR 1=1 --", '"; DROP TABLE calls; --', '\\', "\\'", '{x:String}', '?1', '$1', '%', '\n\t\0'];
    for (const [n, text] of texts.entries()) {
      await on.start(n + 1, { inputs: JsonText.of({ [text]: text }), display_name: text.replaceAll('\0', '') });
    }
    for (const [n, text] of texts.entries()) {
      const key = text.replace(/[.\\]/g, '\\$&').replace(/^\d/, '\\$&');
      if (!text.includes('\0')) {
        assert.deepEqual(await on.where({ $eq: [field(`inputs.${key}`), literal(text)] }), [n + 1], text);
        assert.deepEqual(await on.where({ $eq: [field('display_name'), literal(text)] }), [n + 1], text);
      }
      const values = texts.map((_, at) => at + 1).filter((at) => texts[at - 1]!.includes(text));
      const contains = { $contains: { input: field('display_name'), substr: literal(text) } };
      if (!text.includes('\0')) assert.deepEqual(await on.where(contains), values, text);
    }
    assert.equal((await on.found({})).length, texts.length);
  }),
];
