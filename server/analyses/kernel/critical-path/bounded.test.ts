import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seeded } from '../../../index/testing/seeded.ts';
import { boundedPath } from './bounded.ts';
import { TextGraph } from './testing/text-graph.ts';

const NEVER = new AbortController().signal;

/** The path of worker A, or of another, drawn. */
async function pathOf(graph: TextGraph, name = 'A'): Promise<string[]> {
  const worker = graph.worker(name);
  const [from, to] = graph.span(worker);
  return graph.pathText(await boundedPath(graph, worker, from, to, NEVER));
}

interface Case {
  readonly title: string;
  readonly graph: string;
  readonly wakeUps?: string;
  readonly path: string;
  readonly arrows?: string;
}

const CASES: readonly Case[] = [
  {
    title: 'one that only runs is its own path',
    graph: 'A rrrrrr',
    path: 'A rrrrrr',
  },
  {
    title: 'what happens to one that does not wait for another stays: preempted, interrupted, timer, disk',
    graph: 'A rrpprriirrttrrddrr',
    path: 'A rrpprriirrttrrddrr',
  },
  {
    title: 'a wait is replaced by what its waker did meanwhile',
    graph: `
      A rrbbbbrr
      B rrrrrrrr`,
    wakeUps: 'B>A@6',
    path: `
      A rr....rr
      B ..rrrr..`,
    arrows: 'A-B@2 B>A@6',
  },
  {
    title: 'a waker that was itself preempted and interrupted holds up its waiter by that, too',
    graph: `
      A rrbbbbbbbrr
      B rrrpprirrrr`,
    wakeUps: 'B>A@9',
    path: `
      A rr.......rr
      B ..rpprirr..`,
    arrows: 'A-B@2 B>A@9',
  },
  {
    title: 'a wait of the waker is explained in turn, and the path comes back to the waker where that wait began',
    graph: `
      A rrbbbbbbbbrr
      B rrrrbbbbrrrr
      C rrrrrrrrrrrr`,
    wakeUps: 'C>B@8 B>A@10',
    path: `
      A rr........rr
      B ..rr....rr..
      C ....rrrr....`,
    arrows: 'A-B@2 B-C@4 C>B@8 B>A@10',
  },
  {
    title: 'no wait is explained further back than where the outermost one began',
    graph: `
      A rrrrbbbbrr
      B rbbbbbrrrr
      C rrrrrrrrrr`,
    wakeUps: 'C>B@6 B>A@8',
    path: `
      A rrrr....rr
      B ......rr..
      C ....rr....`,
    arrows: 'A-C@4 C>B@6 B>A@8',
  },
  {
    title: 'three waits deep, the second begun before the first',
    graph: `
      A rrrbbbbbbbr
      B rbbbbbbbrrr
      C rrrrbbrrrrr
      D rrrrrrrrrrr`,
    wakeUps: 'D>C@6 C>B@8 B>A@10',
    path: `
      A rrr.......r
      B ........rr.
      C ...r..rr...
      D ....rr.....`,
    arrows: 'A-C@3 C-D@4 D>C@6 C>B@8 B>A@10',
  },
  {
    title: 'several waits one after the other, for the same one and for others',
    graph: `
      A rbbrbbrbbr
      B rrrrrrrrrr
      C rrrrrrrrrr`,
    wakeUps: 'B>A@3 C>A@6 B>A@9',
    path: `
      A r..r..r..r
      B .rr....rr.
      C ....rr....`,
    arrows: 'A-B@1 B>A@3 A-C@4 C>A@6 A-B@7 B>A@9',
  },
  {
    title: 'a waker that waited for a disk or a timer shows that',
    graph: `
      A rbbbbbbbbr
      B rrddrttrrr`,
    wakeUps: 'B>A@9',
    path: `
      A r........r
      B .rddrttrr.`,
    arrows: 'A-B@1 B>A@9',
  },
  {
    title: 'a wait that an interrupt ended stays blocked',
    graph: 'A rrbbbrr',
    wakeUps: '!A@5',
    path: 'A rrbbbrr',
  },
  {
    title: 'a wait whose wake-up is missing is unknown',
    graph: `
      A rrbbbrr
      B rrrrrrr`,
    path: 'A rruuurr',
  },
  {
    title: 'a wait that does not end is unknown',
    graph: 'A rrbbb',
    path: 'A rruuu',
  },
  {
    title: 'the missing wake-up of a waker leaves a gap on the waker, and the path goes on before it',
    graph: `
      A rrbbbbbbrr
      B rrrbbbrrrr`,
    wakeUps: 'B>A@8',
    path: `
      A rr......rr
      B ..ruuurr..`,
    arrows: 'A-B@2 B>A@8',
  },
  {
    title: 'what a waker did before it was first seen is unknown',
    graph: `
      A rrbbbbbbrr
      B .....rrrrr`,
    wakeUps: 'B>A@8',
    path: `
      A rr......rr
      B ..uuurrr..`,
    arrows: 'A-B@2 B>A@8',
  },
  {
    title: 'a waker that was never seen to do anything is unknown all the time',
    graph: `
      A rrbbbbrr
      B ........`,
    wakeUps: 'B>A@6',
    path: `
      A rr....rr
      B ..uuuu..`,
    arrows: 'A-B@2 B>A@6',
  },
  {
    title: 'before a waker was created, the path is that of its creator',
    graph: `
      A rrbbbbbbrr
      B .....rrrrr
      C rrrrrrrrrr`,
    wakeUps: 'C>B@5 B>A@8',
    path: `
      A rr......rr
      B .....rrr..
      C ..rrr.....`,
    arrows: 'A-C@2 C>B@5 B>A@8',
  },
  {
    title: 'the path begins where its worker is created',
    graph: `
      A ..rrbbrr
      B rrrrrrrr`,
    wakeUps: 'B>A@2 B>A@6',
    path: `
      A ..rr..rr
      B ....rr..`,
    arrows: 'A-B@4 B>A@6',
  },
  {
    title: 'the first stretch may be a wait that began before the trace',
    graph: `
      A bbbrrr
      B rrrrrr`,
    wakeUps: 'B>A@3',
    path: `
      A ...rrr
      B rrr...`,
    arrows: 'B>A@3',
  },
  {
    title: 'a wake-up by oneself explains nothing',
    graph: 'A rrbbrr',
    wakeUps: 'A>A@4',
    path: 'A rruurr',
  },
  {
    title: 'two that wake each other at one time explain nothing of each other, and the path goes on before',
    graph: `
      A rrbbrr
      B rrbbrr`,
    wakeUps: 'A>B@4 B>A@4',
    path: `
      A rr..rr
      B ..uu..`,
    arrows: 'A-B@2 B>A@4',
  },
  {
    title: 'a waker that was waiting itself when it is said to have woken the other is unknown until then',
    graph: `
      A rrbbbbrr
      B rrrrbbbb`,
    wakeUps: 'B>A@6',
    path: `
      A rr....rr
      B ..rruu..`,
    arrows: 'A-B@2 B>A@6',
  },
  {
    title: 'two that play ping-pong',
    graph: `
      A rbbrbbr
      B brrbrrb`,
    wakeUps: 'A>B@1 B>A@3 A>B@4 B>A@6',
    path: `
      A r..r..r
      B .rr.rr.`,
    arrows: 'A-B@1 B>A@3 A-B@4 B>A@6',
  },
  {
    title: 'a packet is on its way for a time: that is the network, and before it was sent the path is the sender’s',
    graph: `
      A rrnnnnnrr
      B rrrrrrrrr`,
    wakeUps: 'B@5>A@7',
    path: `
      A rr...nnrr
      B ..rrr....`,
    arrows: 'A-B@2 B>A@5',
  },
  {
    title: 'a request to another host and its answer',
    graph: `
      A rrnnnnnnnnnrr
      B nnnnnrrnnnnnn
      C rrrrrrrrrrrrr`,
    wakeUps: 'A@2>B@5 B@7>A@11',
    path: `
      A rr.....nnnnrr
      B ..nnnrr......`,
    arrows: 'A-B@2 B>A@7',
  },
  {
    title: 'a packet that was sent before the wait began leaves all of it to the network',
    graph: `
      A rrrrnnnrr
      B rrrrrrrrr`,
    wakeUps: 'B@3>A@7',
    path: 'A rrrrnnnrr',
  },
  {
    title: 'a wait for the network whose packet nobody is seen to send stays network',
    graph: 'A rrnnnrr',
    path: 'A rrnnnrr',
  },
];

describe('the critical path of a worker', () => {
  for (const { title, graph, wakeUps, path, arrows = '' } of CASES) {
    it(title, async () => {
      const expected = path
        .trim()
        .split('\n')
        .map((line) => line.trim());
      assert.deepEqual(await pathOf(new TextGraph(graph, wakeUps)), [...expected, arrows]);
    });
  }

  it('explains waits as deep as they are nested, without recursion', async () => {
    // Each waits for the next one, whose own wait began one unit later and ends one unit earlier.
    const depth = 3000;
    const length = 2 * depth + 2;
    const lines: string[] = [];
    const wakeUps: string[] = [];
    for (let i = 0; i < depth; i++) {
      lines.push(`W${i} ${'r'.repeat(i + 1)}${'b'.repeat(length - 2 * i - 2)}${'r'.repeat(i + 1)}`);
      if (i > 0) wakeUps.push(`W${i}>W${i - 1}@${length - i}`);
    }
    const graph = new TextGraph(lines.join('\n'), wakeUps.join(' '));
    const path = await boundedPath(graph, 0, 0, length, NEVER);
    // The innermost wait is unknown: one piece more than there are going down and coming up.
    assert.equal(path.length, 2 * depth + 1);
    assert.equal(path.worker.data[depth - 1], depth - 1);
  });

  it('is given up when nobody wants it any more', async () => {
    const gone = new AbortController();
    gone.abort(new Error('gone'));
    await assert.rejects(boundedPath(new TextGraph('A rr'), 0, 0, 2, gone.signal), /gone/);
  });

  it('has neither gap nor overlap, and ends, in whatever is made of stretches and wake-ups at random', async () => {
    const pick = seeded(5);
    for (let round = 0; round < 300; round++) {
      const length = 5 + pick(30);
      const lines = Array.from({ length: 4 }, (_, w) => {
        let text = '';
        while (text.length < length) text += 'rbpnu.'[pick(6)]!.repeat(1 + pick(5));
        return `${'ABCD'[w]} ${text.slice(0, length)}`;
      });
      const wakeUps = Array.from({ length: 12 }, () => {
        const time = 1 + pick(length);
        const sent = Math.max(0, time - pick(3));
        return `${'ABCD'[pick(4)]}@${sent}>${'ABCD'[pick(4)]}@${time}`;
      });
      const graph = new TextGraph(lines.join('\n'), wakeUps.join(' '));
      const path = await boundedPath(graph, 0, 0, length, NEVER);
      let time = length;
      for (let i = 0; i < path.length; i++) {
        assert.equal(path.end.data[i], time, lines.join('\n'));
        assert.ok(path.start.data[i]! < time);
        time = path.start.data[i]!;
      }
      assert.equal(time, 0);
    }
  });
});
