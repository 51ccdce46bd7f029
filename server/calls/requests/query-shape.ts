/**
 * The tree of the query language: every operation with as many operands as it takes, and no more of it than a database
 * can be asked. What fields mean is decided behind it (`../query/`).
 */
import { InvalidRequest } from '../errors.ts';
import type { Operand, Operation, Query } from '../trace-server.ts';
import { boolean, json, oneOfTexts, text } from './plain-shapes.ts';
import { list, object, oneOf, optional, type Shape, tuple } from './shape.ts';

const MOST_OPERANDS = 10_000;
const MOST_LEVELS = 100;

/** Of the query that is being read. */
let operands = 0;
let levels = 0;

const operand: Shape<Operand> = {
  read(reader) {
    if (++operands > MOST_OPERANDS) {
      throw new InvalidRequest(`${reader.place()}: a query can have ${MOST_OPERANDS} operands at the most`);
    }
    if (++levels > MOST_LEVELS) {
      throw new InvalidRequest(`${reader.place()}: a query can be ${MOST_LEVELS} levels deep at the most`);
    }
    const value = anyOperand.read(reader);
    levels--;
    return value;
  },
};

const some = list(operand);
const two = tuple<readonly [Operand, Operand]>(operand, operand);
const operations = {
  $and: some,
  $or: some,
  $not: tuple<readonly [Operand]>(operand),
  $eq: two,
  $gt: two,
  $gte: two,
  $lt: two,
  $lte: two,
  $in: tuple<readonly [Operand, readonly Operand[]]>(operand, some),
  $contains: object<Extract<Operation, { readonly $contains: unknown }>['$contains']>({
    input: operand,
    substr: operand,
    case_insensitive: optional(boolean),
  }),
};
const anyOperand = oneOf<Operand>({
  ...operations,
  $literal: json,
  $getField: text,
  $convert: object<Extract<Operand, { readonly $convert: unknown }>['$convert']>({
    input: operand,
    to: oneOfTexts('double', 'string', 'int', 'bool', 'exists'),
  }),
});
const whole = object<Query>({ $expr: oneOf<Operation>(operations) });

export const query: Shape<Query> = {
  read(reader) {
    operands = 0;
    levels = 0;
    return whole.read(reader);
  },
};
