/**
 * The menu of a row, or of a state on it: the configuration types of scope `tree`, each applied at once with what the row
 * and the state tell. Rows of an output that was itself made from another offer what that one does.
 */
import { type ReactNode, useCallback, useState } from 'react';
import type { ConfigTypeInfo, Entry, OutputInfo } from '../../client/messages.ts';
import type { FoundState } from '../chart/state-search.ts';
import { Menu } from './menu.tsx';
import { parametersFrom, rowFacts } from './row-facts.ts';
import type { TimeGraphSource } from './time-graph-source.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import { useConfigTypes } from './use-config-types.ts';
import { useView } from './view-context.ts';

interface Offer {
  readonly outputId: string;
  readonly type: ConfigTypeInfo;
}

export interface RowMenuPlace {
  readonly entry: Entry;
  /** The one that the menu was asked for at, if it was one. */
  readonly state: FoundState | undefined;
  /** CSS pixels in the window. */
  readonly x: number;
  readonly y: number;
}

/** `open` returns false if there is nothing to offer. `back` is called when the menu closes: it gives the focus back. */
export function useRowMenu(
  output: OutputInfo,
  source: TimeGraphSource,
  back: () => void,
): { readonly open: (place: RowMenuPlace) => boolean; readonly menu: ReactNode } {
  const { model } = useView();
  const own = useConfigTypes(output);
  const parent = output.parentId === undefined ? undefined : model.output(output.parentId);
  const inherited = useConfigTypes(parent);
  const [place, setPlace] = useState<RowMenuPlace>();
  const offers: readonly Offer[] = [
    ...own.map((type) => ({ outputId: output.id, type })),
    ...inherited.map((type) => ({ outputId: parent!.id, type })),
  ].filter(({ type }) => type.scope === 'tree');
  const some = offers.length > 0;
  const open = useCallback(
    (wanted: RowMenuPlace) => {
      if (some) setPlace(wanted);
      return some;
    },
    [some],
  );
  const menu = place && (
    <Menu
      x={place.x}
      y={place.y}
      close={() => {
        setPlace(undefined);
        back();
      }}
      items={offers.map((offer) => ({
        label: offer.type.name,
        // A state may tell more than its row: that is asked for when it is needed.
        disabled: place.state === undefined && 'lacks' in parametersOf(offer, place.entry, source),
        act: () => void apply(offer, place, output, source, model),
      }))}
    />
  );
  return { open, menu };
}

function parametersOf(
  { type }: Offer,
  entry: Entry,
  source: TimeGraphSource,
  pairs: readonly (readonly [string, string])[] = [],
) {
  return parametersFrom(type, rowFacts(source.trees.tree.value?.headers ?? [], source.trees.lineage(entry.id), pairs));
}

async function apply(
  offer: Offer,
  { entry, state }: RowMenuPlace,
  output: OutputInfo,
  source: TimeGraphSource,
  model: TraceModel,
): Promise<void> {
  const { outputId, type } = offer;
  try {
    let found = parametersOf(offer, entry, source);
    if ('lacks' in found && state !== undefined) {
      const middle = Math.floor((state.start + state.end) / 2);
      const pairs = await model.host.tooltip(output.id, entry.id, middle, state);
      found = parametersOf(offer, entry, source, pairs);
    }
    if ('lacks' in found)
      return model.toast.set(`“${type.name}”: this does not tell the ${found.lacks.toLowerCase()}.`);
    const derived = await model.host.derive(outputId, type.id, found.parameters);
    if ('output' in derived) return model.show(derived.output.id);
    const { message, detail } = derived.refusal;
    model.toast.set(`“${type.name}” is not possible: ${detail ?? message}`);
  } catch (error) {
    model.toast.set(`“${type.name}” failed: ${messageOf(error)}`);
  }
}
