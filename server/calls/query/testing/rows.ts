/**
 * Calls, objects and rows of tables to ask queries of: mixed kinds under the same keys, null and missing, letters that
 * databases get wrong, keys with dots and quotes, SQL in every string, refs that lead somewhere and refs that don't.
 * The same for the same seed.
 */
import type { CallRow } from '../../store/call-database.ts';

export interface StoredCall extends CallRow {
  readonly input_refs: readonly string[];
  readonly output_refs: readonly string[];
}

export interface StoredValue {
  readonly project_id: string;
  readonly digest: string;
  readonly val_dump: string;
}

export interface StoredCorpus {
  readonly project_id: string;
  readonly calls: readonly StoredCall[];
  readonly objects: readonly (StoredValue & { readonly object_id: string; readonly deleted: boolean })[];
  readonly table_rows: readonly StoredValue[];
}

/** From 0 to below 1, the same ones for a seed. */
export type Random = () => number;

export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function oneOf<T>(random: Random, among: readonly T[]): T {
  return among[Math.floor(random() * among.length)]!;
}

const PROJECT = 'ZW50aXR5L3Byb2plY3Q=';
const OTHER = 'b3RoZXIvcHJvamVjdA==';
const SCHEME = 'weave-trace-internal:///';

export const TEXTS: readonly string[] = [
  '',
  'a',
  'b',
  'A',
  'gpt-4o',
  'GPT-4o mini',
  'ÄÖÜ straße',
  'äöü STRASSE',
  'Ünïcödé ünï',
  '日本語',
  '😀 smile',
  '\ud800 alone',
  'and \udc00',
  'nul \0 within',
  "'; DROP TABLE calls; --",
  '" OR 1=1 --',
  'op_name',
  'id',
  '$.a',
  '100% _like_',
  'back\\slash',
  'line\nbreak\ttab',
  'null',
  'true',
  'false',
  '1',
  '1.0',
  '10',
  '-0',
  '1e3',
  ' 5',
  '0x10',
  'nan',
  'inf',
  '{"a":1}',
  '[1]',
  '\u2028 \u007f /',
  '\ufffd alone',
];

/** JSON numbers as clients send them. */
export const NUMBERS: readonly string[] = [
  '0',
  '-0',
  '1',
  '1.0',
  '2',
  '10',
  '-1',
  '1.5',
  '1e-07',
  '1E3',
  '1e3',
  '0.1',
  '0.30000000000000004',
  '9007199254740993',
  '9007199254740992',
  '12345678901234567890',
  '18446744073709551616',
  '-9223372036854775809',
  '123456789012345678901234567890',
  '1e400',
  '-1e400',
  '1e-400',
  '2.2250738585072011e-308',
  '1718280000.5',
];

const ref = (rest: string, project = PROJECT) => `${SCHEME}${project}/${rest}`;

export const REFS: readonly string[] = [
  ref('object/model:m1'),
  ref('object/model:m2'),
  ref('object/model:gone'),
  ref('object/model:deleted'),
  ref('object/model:m1', OTHER),
  ref('object/model:m1/attr/params'),
  ref('object/model:m1/attr/params/key/a.b'),
  ref('object/model:m1/attr/list/index/1'),
  ref('object/model:m1/attr/list/index/9'),
  ref('object/model:m1/attr/list/index/-1'),
  ref('object/model:m1/attr/nothing'),
  ref('object/model:m1/attr/wei%20rd%2F%22key%22'),
  ref('object/dataset:d1/attr/rows/id/r1'),
  ref('object/dataset:d1/attr/rows/id/r2/key/question'),
  ref('object/dataset:d1/attr/rows/id/r9'),
  ref('object/dataset:d1/attr/name/id/r1'),
  ref('object/list:l1'),
  ref('object/text:t1'),
  ref('object/chain:c1'),
  ref('op/predict:o1'),
  ref('table/tab1'),
  ref('call/0190-c'),
  `${SCHEME}broken`,
  ref('object/model'),
  ref('object/model:m1/attr'),
  ref('object/model:m1/attr/wei rd'),
];

/** In these the same keys are found as in the values of calls. */
const OBJECTS: readonly (readonly [object_id: string, digest: string, value: string])[] = [
  [
    'model',
    'm1',
    `{"x":1.0,"name":"gpt-4o","params":{"a.b":7,"y":"ÄÖÜ"},"list":[1,"two",{"x":3}],"wei rd/\\"key\\"":"odd"}`,
  ],
  ['model', 'm2', `{"x":"10","name":"\\ud800","params":{"y":123456789012345678901234567890},"list":[]}`],
  ['model', 'deleted', `{"x":2}`],
  ['dataset', 'd1', `{"name":"data","rows":${JSON.stringify(ref('table/tab1'))},"x":[1,2]}`],
  ['list', 'l1', `[1.5,"${ref('object/model:m2')}",null]`],
  ['text', 't1', '"just text"'],
  ['chain', 'c1', `{"x":"${ref('object/model:m1')}","y":{"x":"${ref('object/dataset:d1/attr/rows/id/r1')}"}}`],
  ['predict', 'o1', `{"_type":"CustomWeaveType","x":"op"}`],
];

const TABLE_ROWS: readonly (readonly [digest: string, value: string])[] = [
  ['r1', `{"question":"why","x":4,"y":{"x":"deep"}}`],
  ['r2', `{"question":"who's there","x":null}`],
];

/** JSON as `JsonText` has it. */
function value(random: Random, depth: number): string {
  const kind = random();
  if (kind < 0.26) return JSON.stringify(oneOf(random, TEXTS));
  if (kind < 0.48) return oneOf(random, NUMBERS);
  if (kind < 0.54) return 'null';
  if (kind < 0.62) return oneOf(random, ['true', 'false']);
  if (kind < 0.74) return JSON.stringify(oneOf(random, REFS));
  if (depth > 3) return oneOf(random, ['{}', '[]']);
  if (kind < 0.88) return object(random, depth + 1);
  return `[${Array.from({ length: Math.floor(random() * 4) }, () => value(random, depth + 1)).join(',')}]`;
}

const KEYS = ['x', 'y', 'name', 'a.b', 'q"uote', 'back\\slash', 'né', '0', '', '__proto__', 'model', 'null', '日本'];

function object(random: Random, depth: number): string {
  const members = KEYS.filter((_, i) => random() < (i < 3 ? 0.75 : 0.12)).map(
    (key) => `${JSON.stringify(key)}:${value(random, depth)}`,
  );
  if (random() < 0.02) members.push(`"\\ud800":1`);
  return `{${members.join(',')}}`;
}

export function storedCorpus(seed: number, count: number): StoredCorpus {
  const next = random(seed);
  const hex = (digits: number) => Array.from({ length: digits }, () => oneOf(next, [...'0123456789abcdef'])).join('');
  const start = 1_718_280_000_000_000;
  const uuid = (n: number) => `0190${String(n).padStart(4, '0')}-${hex(4)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
  const maybe = <T>(probability: number, made: () => T): T | null => (next() < probability ? made() : null);
  const traces = Array.from({ length: 8 }, (_, i) => uuid(9000 + i));
  const ids = Array.from({ length: count }, (_, i) => uuid(Math.floor(i / 2)));
  const calls = ids.map((id, i): StoredCall => {
    const started_at = start + Math.floor(next() * 40) * 500_000 + (next() < 0.3 ? Math.floor(next() * 1e6) : 0);
    const ended_at = maybe(0.7, () => started_at + Math.floor(next() * 5_000_000) - (next() < 0.1 ? 1_000_000 : 0));
    const refs = () => Array.from({ length: Math.floor(next() * 3) }, () => oneOf(next, REFS));
    return {
      project_id: next() < 0.9 ? PROJECT : OTHER,
      id,
      trace_id: oneOf(next, traces),
      parent_id: maybe(0.6, () => oneOf(next, ids)),
      op_name: oneOf(next, [
        ref('op/add:v1'),
        ref('op/add:v2'),
        ref('op/adder:v1'),
        ref('op/a_d:v1'),
        'plain',
        'add',
        'add:1',
        "o'p",
        'ÄÖ',
        ref('op/odd'),
      ]),
      display_name: maybe(0.3, () => oneOf(next, TEXTS).toWellFormed().replaceAll('\0', '')),
      started_at,
      ended_at,
      exception: ended_at === null ? null : maybe(0.3, () => oneOf(next, TEXTS).toWellFormed()),
      attributes_dump: object(next, 1),
      inputs_dump: object(next, 0),
      output_dump: ended_at === null ? null : maybe(0.9, () => value(next, 0)),
      summary_dump: maybe(0.8, () =>
        oneOf(next, [
          '{}',
          object(next, 2),
          `{"status_counts":{"error":${value(next, 3)}},"weave":{"x":${value(next, 3)}}}`,
          '{"status_counts":{"error":2,"success":1}}',
        ]),
      ),
      wb_user_id: maybe(0.8, () => oneOf(next, ['YXBp', 'c2hhd24='])),
      wb_run_id: maybe(0.3, () => `${PROJECT}:run${Math.floor(next() * 3)}`),
      wb_run_step: maybe(0.5, () => Math.floor(next() * 5)),
      wb_run_step_end: maybe(0.3, () => Math.floor(next() * 9)),
      thread_id: maybe(0.4, () => oneOf(next, ['t1', "t'2", '10'])),
      turn_id: i % 5 === 0 ? id : null,
      input_refs: refs(),
      output_refs: refs(),
    };
  });
  return {
    project_id: PROJECT,
    calls,
    objects: [
      ...OBJECTS.map(([object_id, digest, val_dump]) => ({
        project_id: PROJECT,
        object_id,
        digest,
        val_dump,
        deleted: digest === 'deleted',
      })),
      { project_id: OTHER, object_id: 'model', digest: 'm1', val_dump: '{"x":"secret"}', deleted: false },
      { project_id: OTHER, object_id: 'model', digest: 'gone', val_dump: '{"x":"secret"}', deleted: false },
    ],
    table_rows: [
      ...TABLE_ROWS.map(([digest, val_dump]) => ({ project_id: PROJECT, digest, val_dump })),
      { project_id: OTHER, digest: 'r9', val_dump: '{"x":"secret"}' },
    ],
  };
}
