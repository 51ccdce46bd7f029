/**
 * Where the traces of an experiment stand on its axis, below `/heddle`: how many ns later than it says each trace is
 * shown, and what would align traces of one machine. Offsets are texts of decimal digits, by trace.
 *
 *   {"offsets": {"<trace>": "0", …}, "proposals": {"<trace>": {"offset": "-123", "alignedWith": "<trace>"}}}
 *
 * A change is a PUT of some or all of the offsets, `{"<trace>": "<ns>", …}`; the answer is as for a GET. It holds at once
 * for every answer about the experiment.
 */
import { QueryError } from '../analyses/output.ts';
import { object } from '../engine/parameters.ts';
import { ok, type Reply } from '../http/reply.ts';
import type { Route } from '../http/routes.ts';
import { replyMap } from '../json.ts';
import { proposals } from './clock-alignment.ts';
import type { TraceModel } from './experiment-models.ts';
import type { Experiments } from './experiments.ts';

const DECIMAL = /^[+-]?\d{1,19}$/;
/** About 146 years. */
const MOST = 2n ** 62n;
const FIRST = -(2n ** 63n);
const LAST = 2n ** 63n - 1n;

export function offsetRoutes(experiments: Experiments): Route[] {
  const reply = (expUUID: string): Reply => {
    const experiment = experiments.get(expUUID);
    const { traces } = experiments.model(experiment);
    const offsets = new Map(experiment.traces.map(({ uuid, offset }) => [uuid, offset]));
    const clocks = traces.map(({ UUID, properties }) => ({ uuid: UUID, offset: offsets.get(UUID)!, properties }));
    const proposed = [...proposals(clocks)].map(
      ([uuid, { offset, alignedWith }]) => [uuid, { offset: String(offset), alignedWith }] as const,
    );
    return ok({
      offsets: replyMap([...offsets].map(([uuid, offset]) => [uuid, String(offset)] as const)),
      proposals: replyMap(proposed),
    });
  };

  return [
    {
      method: 'GET',
      path: '/experiments/:expUUID/offsets',
      handle: ({ params }) => reply(params.expUUID!),
    },
    {
      method: 'PUT',
      path: '/experiments/:expUUID/offsets',
      handle: async ({ params, body }) => {
        const experiment = experiments.get(params.expUUID!);
        const { traces } = experiments.model(experiment);
        const now = new Map(experiment.traces.map(({ uuid, offset }) => [uuid, offset]));
        const offsets = new Map(
          Object.entries(object(body, 'body')).map(([uuid, value]): [string, bigint] => {
            const trace = traces.find(({ UUID }) => UUID === uuid);
            if (trace === undefined) throw new QueryError(`the experiment has no trace ${uuid}`, uuid);
            return [uuid, checked(trace, value, now.get(uuid)!)];
          }),
        );
        await experiments.shift(experiment.uuid, offsets);
        return reply(experiment.uuid);
      },
    },
  ];
}

/** `now`: the offset with which the trace's begin and end are told. */
function checked({ UUID, name, start, end }: TraceModel, value: unknown, now: bigint): bigint {
  const refuse = (reason: string): never => {
    throw new QueryError(`the offset of the trace "${name}" ${reason}`, UUID);
  };
  const isWhole = typeof value === 'bigint' || Number.isSafeInteger(value);
  if (!isWhole && !(typeof value === 'string' && DECIMAL.test(value))) return refuse('must be a whole number of ns');
  const offset = BigInt(value as string | number | bigint);
  if (offset < -MOST || offset > MOST) return refuse('must be less than 146 years');
  if (start - now + offset < FIRST || end - now + offset > LAST) {
    return refuse('would move it out of the years 1678 to 2262, beyond which there are no 64-bit times');
  }
  return offset;
}
