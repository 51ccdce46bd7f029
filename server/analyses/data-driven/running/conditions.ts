/** Conditions as functions of the event at hand. An attribute that does not exist is null, as is a field that the event lacks. */
import type { Condition } from '../document.ts';
import { TypedValue } from '../state-values.ts';
import { compare, holds } from './compare.ts';
import type { Compiler } from './compiler.ts';

export type Holds = () => boolean;

export function holding(condition: Condition, compiler: Compiler): Holds {
  switch (condition.kind) {
    case 'not': {
      const of = holding(condition.of, compiler);
      return () => !of();
    }
    case 'and': {
      const all = condition.of.map((one) => holding(one, compiler));
      return () => all.every((one) => one());
    }
    case 'or': {
      const all = condition.of.map((one) => holding(one, compiler));
      return () => all.some((one) => one());
    }
    case 'compare':
      return comparing(condition, compiler);
    case 'timeRange': {
      const { event } = compiler.fields;
      const [begin, end] = [condition.begin, condition.end].map((time) => Number(time - compiler.base));
      const { inside } = condition;
      return () => (event.time >= begin! && event.time <= end!) === inside;
    }
    default: {
      const { event } = compiler.fields;
      const { scenario } = compiler;
      const { since, than } = condition;
      const limit = Number(condition.value);
      return () => {
        const elapsed = event.time - (scenario?.since(since) ?? Number.NaN);
        return than === 'less' ? elapsed < limit : than === 'more' ? elapsed > limit : elapsed === limit;
      };
    }
  }
}

function comparing({ left, right, operator }: Condition & { kind: 'compare' }, compiler: Compiler): Holds {
  const readLeft = compiler.readingOperand(left);
  const readRight = compiler.reading(right);
  const [a, b] = [new TypedValue(), new TypedValue()];
  return () => {
    readLeft(a);
    readRight(b);
    return holds(operator, compare(a, b, compiler));
  };
}
