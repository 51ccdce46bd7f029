/**
 * The lanes of outputs that were deleted, kept with their place: they come back with their output, be it under another id.
 * What tells that it is the same one is what it was made of, and how.
 */
import type { OutputInfo } from '../../client/messages.ts';
import type { Lane } from './lanes.ts';

interface Gone {
  readonly lane: Lane;
  readonly output: OutputInfo;
  /** The output of the lane that it stood above. */
  readonly above: string | undefined;
}

export class GoneLanes {
  #gone: readonly Gone[] = [];

  /** The lanes that stay. `gone`: what was known of an output that is not there any more; undefined if it is, or never was. */
  letGo(lanes: readonly Lane[], gone: (outputId: string) => OutputInfo | undefined): readonly Lane[] {
    const going = lanes.flatMap((lane, i): Gone[] => {
      const output = gone(lane.outputId);
      return output ? [{ lane, output, above: lanes[i + 1]?.outputId }] : [];
    });
    if (going.length === 0) return lanes;
    this.#gone = [...this.#gone, ...going];
    return lanes.filter((lane) => !going.some((each) => each.lane === lane));
  }

  /** The lanes, with those of outputs that are there again. */
  bringBack(lanes: readonly Lane[], outputs: readonly OutputInfo[]): readonly Lane[] {
    let all = lanes;
    // From below: each finds the one that it stood above.
    for (const output of this.#gone.length === 0 ? [] : outputs.toReversed()) {
      const was = this.#gone.find((each) => isSame(each.output, output));
      if (!was || all.some(({ outputId }) => outputId === output.id)) continue;
      this.#gone = this.#gone.filter((each) => each !== was);
      const at = all.findIndex(({ outputId }) => outputId === was.above);
      all = all.toSpliced(at < 0 ? all.length : at, 0, { ...was.lane, outputId: output.id });
    }
    return all;
  }
}

const isSame = (before: OutputInfo, now: OutputInfo): boolean =>
  before.id === now.id || (madeOf(before) !== undefined && madeOf(before) === madeOf(now));

const madeOf = ({ parentId, configuration }: OutputInfo): string | undefined =>
  configuration && JSON.stringify([parentId, configuration.sourceTypeId, configuration.parameters]);
