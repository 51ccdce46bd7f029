/** Conditions as functions of the event at hand. An attribute that does not exist is null, as is a field that the event lacks. */
import { type AttributeStore, NOWHERE } from '../attribute-store.ts';
import type { Condition, Operand } from '../document.ts';
import { NOTHING, TypedValue } from '../state-values.ts';
import { compare, holds } from './compare.ts';
import type { Compiler, Read } from './compiler.ts';

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
  const readLeft = reading(left, compiler);
  const readRight = compiler.reading(right);
  const [a, b] = [new TypedValue(), new TypedValue()];
  return () => {
    readLeft(a);
    readRight(b);
    return holds(operator, compare(a, b, compiler));
  };
}

function reading(operand: Operand, compiler: Compiler): Read {
  if (operand.kind === 'value') return compiler.reading(operand.value);
  if (operand.kind === 'field') return compiler.fields.field(operand.name);
  return present(compiler.finding(operand.path), compiler.store);
}

function present(find: () => number, store: AttributeStore): Read {
  return (into) => {
    const attribute = find();
    if (attribute === NOWHERE) into.kind = NOTHING;
    else store.values.decode(store.now(attribute), into);
  };
}
