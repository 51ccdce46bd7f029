/**
 * The segments of one analysis of one trace with their names and aspects: what an analysis fills, and outputs read.
 */

import { KeyTable } from '../../index/key-table.ts';
import type { IndexReader, IndexWriter, Kept } from '../../index/store/kept.ts';
import { IndexError } from '../../index/store/kept.ts';
import type { DataType } from '../output.ts';
import { type AspectForm, SegmentIndex } from './segment-index.ts';
import type { SegmentAspect, SegmentSource } from './segments.ts';

interface AspectColumn {
  readonly name: string;
  readonly description: string;
  readonly type: DataType;
  /** `name`: the number of the segment's name. */
  readonly form: AspectForm | 'name';
  text?(value: number): string;
}

export class SegmentSet implements SegmentSource<SegmentIndex>, Kept {
  readonly index: SegmentIndex;
  readonly runs: readonly SegmentIndex[];
  readonly aspects: readonly SegmentAspect<SegmentIndex>[];
  readonly renamed = 0;
  #labels: string[] = [];
  readonly #numbers = new KeyTable();

  constructor(columns: readonly AspectColumn[]) {
    const forms: AspectForm[] = [];
    this.aspects = columns.map(({ form, ...column }) => {
      if (form === 'name') return { text: (name) => this.label(name), ...column, value: (run, i) => run.name(i) };
      const a = forms.push(form) - 1;
      return { ...column, value: (run, i) => run.aspect(a, i) };
    });
    this.index = new SegmentIndex(forms);
    this.runs = [this.index];
  }

  get names(): number {
    return this.#labels.length;
  }
  label(name: number): string {
    return this.#labels[name]!;
  }

  /** The number of the name that `key` stands for; `label` is asked once for each key. */
  nameOf(key: number, label: (key: number) => string): number {
    const name = this.#numbers.id(key);
    if (name === this.#labels.length) this.#labels.push(label(key));
    return name;
  }

  save(out: IndexWriter): void {
    out.facts('names', this.#labels);
    this.index.save(out);
  }

  load(from: IndexReader): void {
    const names = from.facts('names');
    if (!Array.isArray(names)) throw new IndexError('the names of segments are no list');
    this.#labels = names.map(String);
    this.index.load(from);
  }
}
