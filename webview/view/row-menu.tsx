/**
 * The menu of rows, or of a state on one: the configuration types of scope `tree`. Each is applied at once to every selected
 * row with what it and the state tell; a form opens where it takes something that no row could tell. Rows of an output that
 * was itself made from another offer what that one does. A state that shows a call opens it.
 */
import { type ReactNode, useCallback, useState } from 'react';
import { menuEntry } from '../../client/configuration-types.ts';
import type { ConfigTypeInfo, Entry, OutputInfo } from '../../client/messages.ts';
import type { FoundState } from '../chart/state-search.ts';
import { Menu } from './menu.tsx';
import { openCallOf } from './open-call.ts';
import { parametersFrom, rowFacts, type Told } from './row-facts.ts';
import { messageOf, type TraceModel } from './trace-model.ts';
import type { TreeSource } from './tree-source.ts';
import { useConfigTypes } from './use-config-types.ts';
import { useView } from './view-context.ts';

interface Offer {
  readonly outputId: string;
  readonly type: ConfigTypeInfo;
}

export interface RowMenuPlace {
  /** Several if the row that was clicked is one of several selected ones. */
  readonly entries: readonly Entry[];
  /** The one that the menu was asked for at, if it was one. */
  readonly state?: FoundState | undefined;
  /** CSS pixels in the window. */
  readonly x: number;
  readonly y: number;
}

/** `open` returns false if there is nothing to offer. `back` is called when the menu closes: it gives the focus back. */
export function useRowMenu(
  output: OutputInfo,
  trees: TreeSource | undefined,
  back: () => void,
): { readonly open: (place: RowMenuPlace) => boolean; readonly menu: ReactNode } {
  const { model } = useView();
  const own = useConfigTypes(output);
  const parent = output.parentId === undefined ? undefined : model.output(output.parentId);
  const inherited = useConfigTypes(parent);
  const [place, setPlace] = useState<RowMenuPlace>();
  const ownIds = new Set(own.map(({ id }) => id));
  const offers: readonly Offer[] = [
    ...own.map((type) => ({ outputId: output.id, type })),
    ...inherited.filter(({ id }) => !ownIds.has(id)).map((type) => ({ outputId: parent!.id, type })),
  ].filter(({ type }) => type.scope === 'tree');
  const some = offers.length > 0;
  const open = useCallback(
    (wanted: RowMenuPlace) => {
      const isOffered = (some && wanted.entries.length > 0) || callAt(wanted) !== undefined;
      if (isOffered) setPlace(wanted);
      return isOffered;
    },
    [some],
  );
  const call = place && callAt(place);
  const ofCall = call
    ? [
        {
          label: 'Open call',
          act: () => void openCallOf(model, output.id, call).catch((error) => model.toast.set(messageOf(error))),
        },
      ]
    : [];
  const menu = place && trees && (
    <Menu
      x={place.x}
      y={place.y}
      close={() => {
        setPlace(undefined);
        back();
      }}
      items={ofCall.concat(
        offers.map((offer) => {
          const told = place.entries.map((entry) => parametersOf(offer, entry, trees));
          const asks = told.some((each) => 'asks' in each);
          const count = place.entries.length > 1 ? ` (${place.entries.length} rows)` : '';
          return {
            label: `${asks ? menuEntry(offer.type) : offer.type.name}${count}`,
            // A state may tell more than its row: that is asked for when it is needed.
            disabled: place.state === undefined && told.every((each) => 'lacks' in each),
            act: () => void applyAll(offer, place, output, trees, model),
          };
        }),
      )}
    />
  );
  return { open, menu };
}

/** The state at the place, if it shows a call: its row tells of which trace. */
function callAt({ entries, state }: RowMenuPlace): FoundState | undefined {
  return state !== undefined && entries[0]?.metadata?.trace_id !== undefined ? state : undefined;
}

function parametersOf(
  { type }: Offer,
  entry: Entry,
  trees: TreeSource,
  pairs: readonly (readonly [string, string])[] = [],
): Told {
  return parametersFrom(type, rowFacts(trees.tree.value?.headers ?? [], trees.lineage(entry.id), pairs));
}

/** One after the other; what is not possible does not keep the others from being made. */
async function applyAll(
  offer: Offer,
  place: RowMenuPlace,
  output: OutputInfo,
  trees: TreeSource,
  model: TraceModel,
): Promise<void> {
  const problems: string[] = [];
  for (const entry of place.entries) {
    const problem = await apply(offer, entry, place.state, output, trees, model).catch(
      (error) => `“${offer.type.name}” failed: ${messageOf(error)}`,
    );
    if (problem !== undefined) problems.push(place.entries.length > 1 ? `${entry.labels[0]}: ${problem}` : problem);
  }
  const [first, ...more] = problems;
  if (first !== undefined) model.toast.set(more.length > 0 ? `${first} And ${more.length} more.` : first);
}

/** Returns why not. */
async function apply(
  { outputId, type }: Offer,
  entry: Entry,
  state: FoundState | undefined,
  output: OutputInfo,
  trees: TreeSource,
  model: TraceModel,
): Promise<string | undefined> {
  let told = parametersOf({ outputId, type }, entry, trees);
  if ('lacks' in told && state !== undefined) {
    const middle = Math.floor((state.start + state.end) / 2);
    const pairs = await model.host.tooltip(output.id, entry.id, middle, state);
    told = parametersOf({ outputId, type }, entry, trees, pairs);
  }
  if ('lacks' in told) return `“${type.name}”: this does not tell the ${told.lacks.toLowerCase()}.`;
  if ('asks' in told) {
    await model.host.customise(outputId, type.id, told.parameters);
    return undefined;
  }
  const derived = await model.host.derive(outputId, type.id, told.parameters);
  if ('refusal' in derived) {
    const { message, detail } = derived.refusal;
    return `“${type.name}” is not possible: ${detail ?? message}`;
  }
  model.show(derived.output.id);
  return undefined;
}
