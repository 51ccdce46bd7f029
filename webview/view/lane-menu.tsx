/** What can be done with a lane and its output, also without a mouse. */
import { menuEntry } from '../../client/configuration-types.ts';
import type { OutputInfo } from '../../client/messages.ts';
import type { Lane } from './lanes.ts';
import { MenuButton, type MenuItem } from './menu.tsx';
import { messageOf } from './trace-model.ts';
import { useConfigTypes } from './use-config-types.ts';
import { useView } from './view-context.ts';

export function LaneMenu({ lane, output }: { readonly lane: Lane; readonly output: OutputInfo | undefined }) {
  const { model } = useView();
  const types = useConfigTypes(output);
  const { outputId } = lane;
  const lanes = model.lanes.value;
  const at = lanes.findIndex((each) => each.outputId === outputId);
  const items: MenuItem[] = [
    ...types.map((type) => ({
      label: menuEntry(type),
      act: () => ask(() => model.host.customise(outputId, type.id)),
    })),
    ...(types.length > 0 ? (['line'] as const) : []),
    ...(output?.configuration
      ? ([
          { label: 'Edit configuration…', act: () => ask(() => model.host.changeOutput(outputId, 'edit')) },
          { label: 'Rename…', act: () => ask(() => model.host.changeOutput(outputId, 'rename')) },
          { label: 'Duplicate…', act: () => ask(() => model.host.changeOutput(outputId, 'duplicate')) },
          'line',
        ] as const)
      : []),
    { label: 'Move up', disabled: at <= 0, act: () => model.moveLane(outputId, lanes[at - 1]?.outputId) },
    {
      label: 'Move down',
      disabled: at < 0 || at === lanes.length - 1,
      act: () => model.moveLane(outputId, lanes[at + 2]?.outputId),
    },
    {
      label: lane.collapsed ? 'Expand' : 'Collapse',
      act: () => model.changeLane(outputId, { collapsed: !lane.collapsed }),
    },
    {
      label: 'Natural height',
      disabled: lane.height === undefined,
      act: () => model.changeLane(outputId, { height: undefined }),
    },
    ...(output?.canDelete && output.parentId
      ? ([
          'line',
          { label: 'Delete this output', act: () => ask(() => model.host.changeOutput(outputId, 'delete')) },
        ] as const)
      : []),
    'line',
    { label: 'Close', act: () => model.closeLane(outputId) },
  ];
  function ask(host: () => Promise<void>) {
    host().catch((error) => model.toast.set(messageOf(error)));
  }
  return <MenuButton icon="more" title={`More for ${output?.name ?? outputId}`} items={items} />;
}
