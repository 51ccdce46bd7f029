import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { FakeServer } from '../testing/fake-server.ts';
import { TspSession } from './tsp-session.ts';

const trace = (uuid: string, name: string) =>
  `{"UUID":"${uuid}","name":"${name}","path":"/x/${name}","start":0,"end":0,"nbEvents":0,"indexingStatus":"CLOSED","properties":{}}`;
const experiment = (name: string, traces: string) =>
  `{"UUID":"e","name":"${name}","start":1332170682440133097,"end":1332170682440133099,"nbEvents":2,"indexingStatus":"COMPLETED","traces":[${traces}]}`;

describe('a session of a trace server', () => {
  let server: FakeServer;
  let session: TspSession;
  before(async () => {
    server = await FakeServer.start();
    session = new TspSession({ url: `${server.url}/tsp/api` });
  });
  after(() => server.stop());

  it('lists experiments, each since its own start', async () => {
    server
      .on('GET /tsp/api/experiments', `[${experiment('a', trace('t', 'x'))}]`)
      .on('GET /heddle/experiments/e/progress', '{"fraction":0.5,"notices":[]}');
    const [first] = await session.experiments();
    assert.deepEqual([first?.base, first?.start, first?.end, first?.fraction], ['1332170682440133097', 0, 2, 0.5]);
  });

  it('opens traces as one experiment, and numbers names that are taken', async () => {
    const conflict = { status: 409, text: '{"title":"exists"}' };
    const tries: string[] = [];
    server.on('POST /tsp/api/traces', () => {
      const { name } = JSON.parse(server.bodyOf('POST /tsp/api/traces')!).parameters;
      tries.push(name);
      return name === 'run' ? conflict : trace('t', name);
    });
    server.on('POST /tsp/api/experiments', () => {
      const { name, traces } = JSON.parse(server.bodyOf('POST /tsp/api/experiments')!).parameters;
      tries.push(`${name}:${traces}`);
      return name === 'both' ? conflict : experiment(name, '');
    });
    const opened = await session.openExperiment('both', [{ path: '/x/run/' }, { path: 'C:\\y\\z' }]);
    assert.equal(opened.name, 'both (2)');
    assert.deepEqual(tries, ['run', 'run (2)', 'z', 'both:t,t', 'both (2):t,t']);
  });

  it('deletes an experiment with the traces that nobody else has', async () => {
    server
      .on('DELETE /tsp/api/experiments/e', experiment('a', `${trace('t1', 'x')},${trace('t2', 'y')}`))
      .on('DELETE /tsp/api/traces/t1', { status: 409, text: '{"title":"in use"}' })
      .on('DELETE /tsp/api/traces/t2', trace('t2', 'y'));
    await session.deleteExperiment('e');
    assert.equal(server.asked.at(-1)?.route, 'DELETE /tsp/api/traces/t2');
  });

  it('finds traces with our server, and trusts the path with another', async () => {
    const traces = [{ path: '/x/a', name: 'a', format: 'ctf' }];
    const notices = [{ message: 'permission denied', file: '/x/b' }];
    server.on('POST /heddle/find-traces', JSON.stringify({ traces, notices }));
    assert.deepEqual(await session.findTraces('/x'), { traces, notices: ['permission denied (/x/b)'] });
    assert.equal(server.bodyOf('POST /heddle/find-traces'), '{"path":"/x"}');
    server.on('POST /heddle/find-traces', { status: 404, text: '{}' });
    assert.deepEqual((await session.findTraces('/x')).traces, [{ path: '/x', name: 'x', format: '' }]);
  });

  it('says so when the server does not answer', async () => {
    const gone = await FakeServer.start();
    const { url } = gone;
    await gone.stop();
    await assert.rejects(new TspSession({ url: `${url}/tsp/api` }).experiments(), {
      message: /does not answer/,
      status: 503,
    });
    assert.equal(await new TspSession({ url: `${url}/tsp/api` }).client.isUp(), false);
  });
});
