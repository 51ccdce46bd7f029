/** A thread of the call service that dies when it is asked to, and remembers nothing afterwards. */
import { parentPort } from 'node:worker_threads';
import { NotFoundError } from '../../errors.ts';
import { runService } from '../run-service.ts';
import { call, scripted } from './scripted-trace-server.ts';

let asked = 0;

runService(parentPort!, async () =>
  scripted({
    callsQueryStats: async () => ({ count: ++asked }),
    callRead: async ({ id }) => {
      if (id === 'die') process.exit(3);
      if (id === 'fail') setImmediate(() => Promise.reject(new Error('nobody caught this')));
      if (id === 'never') await new Promise(() => {});
      throw new NotFoundError(id);
    },
    async *callsQueryStream({ limit }) {
      for (let i = 0; ; i++) {
        if (i === limit) process.exit(3);
        yield call(String(i), { op_name: 'x'.repeat(100_000) });
      }
    },
  }),
);
