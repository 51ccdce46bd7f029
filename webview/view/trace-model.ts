/**
 * The state of one view of an experiment: what is shown, where the user looks, what is selected.
 *
 * One object per view, outside React: the canvas reads it at every frame, components subscribe to the parts they show.
 * Everything the user changes goes through its methods, so that history, saving and revealing happen in one place.
 */
import type {
  Bookmark,
  ExperimentInfo,
  HostEvent,
  OutputInfo,
  Sought,
  ViewCommand,
  ViewerHost,
} from '../../client/messages.ts';
import { History, type Place } from '../time/history.ts';
import { fitTo, pan, type Range, reveal, sameRange, shifted, span, within, zoomAt } from '../time/range.ts';
import { formatTime, type TimeMode } from '../time/time-format.ts';
import { firstLanes, isFlameChart } from './first-lanes.ts';
import { GoneLanes } from './gone-lanes.ts';
import type { LaneActions } from './lane-actions.ts';
import { addLane, changedLane, type Lane, type LaneChange, moveLane } from './lanes.ts';
import { type Picked, pickedRange } from './picked.ts';
import { remadeOutputs } from './remade.ts';
import { LEAST_TREE, readLayout, writeLayout } from './saved-layout.ts';
import { Signal } from './signal.ts';

const SETTLE = 350;
const SAVE_PAUSE = 700;
export const ZOOM_STEP = 0.8;
const PAN_STEP = 0.1;
/** CSS pixels. */
const USUAL_TREE = 280;
const USUAL_PART = 0.22;
const USUAL_MOST = 440;
const MOST_OF_THE_VIEW = 0.4;

/** The whole of it, or its end with the width that the user chose. */
export type Follows = 'whole' | 'end' | undefined;

export class TraceModel {
  readonly host: ViewerHost;
  readonly experiment = new Signal<ExperimentInfo | undefined>(undefined);
  /** How far reading is, while there is nothing to show yet. */
  readonly opening = new Signal<string | undefined>(undefined);
  readonly failure = new Signal<string | undefined>(undefined);
  readonly server = new Signal<{ readonly state: 'up' | 'restarting' | 'down'; readonly message?: string }>({
    state: 'up',
  });
  readonly outputs = new Signal<readonly OutputInfo[]>([]);
  readonly lanes = new Signal<readonly Lane[]>([]);
  readonly range = new Signal<Range>({ start: 0, end: 1 });
  /** Whether the range goes along with a trace that grows. */
  readonly follows = new Signal<Follows>('whole');
  readonly selection = new Signal<Range | undefined>(undefined);
  readonly picked = new Signal<Picked | undefined>(undefined);
  /** Time under the pointer, on whatever chart it is. */
  readonly hover = new Signal<number | undefined>(undefined);
  readonly timeMode = new Signal<TimeMode>('relative');
  /** As wide as the user wants it, but no more than a part of a narrow view. */
  readonly treeWidth = new Signal(USUAL_TREE);
  readonly detailsOpen = new Signal(false);
  readonly search = new Signal<string | undefined>(undefined);
  readonly matches = new Signal<ReadonlyMap<string, number>>(new Map());
  readonly bookmarks = new Signal<readonly Bookmark[]>([]);
  readonly help = new Signal(false);
  /** Questions on their way. */
  readonly busy = new Signal(0);
  readonly focusedLane = new Signal<string | undefined>(undefined);
  /** The lane to bring into sight; a new object each time. */
  readonly revealedLane = new Signal<{ readonly outputId: string } | undefined>(undefined);
  /** A state that a lane shall look for, once it knows its rows. */
  readonly sought = new Signal<Sought | undefined>(undefined);
  readonly history = new Signal({ canUndo: false, canRedo: false });
  /** What a screen reader should hear. */
  readonly spoken = new Signal('');
  /** A short word on an action that failed or succeeded. */
  readonly toast = new Signal<string | undefined>(undefined);
  readonly actions = new Map<string, LaneActions>();

  /** By output: opens the filter's field. */
  readonly #openers = new Map<string, () => void>();
  readonly #history = new History();
  #reached = 0;
  /** Undefined until the user says. */
  #wantedTreeWidth: number | undefined;
  #viewWidth = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #saved = '';
  #ready = false;
  /** Every output there has been. */
  readonly #known = new Map<string, OutputInfo>();
  readonly #gone = new GoneLanes();
  #mayKeep = true;
  /** Asked for before the view was open. */
  readonly #toShow: string[] = [];
  #toFind: Sought | undefined;
  /** Whether the lanes are the user's choice, now or when the layout was kept. */
  #arranged = false;

  constructor(host: ViewerHost) {
    this.host = host;
    const kept = [this.lanes, this.range, this.follows, this.selection];
    for (const part of [...kept, this.treeWidth, this.timeMode, this.detailsOpen]) part.subscribe(() => this.#save());
  }

  get bounds(): Range {
    const { start, end: lastEvent } = this.experiment.value ?? { start: 0, end: 1 };
    const end = Math.max(lastEvent, this.#reached);
    return end > start ? { start, end } : { start, end: start + 1 };
  }

  /** A state lasts until `end`, maybe longer than the last event is away: the axis goes on until then. */
  reach(end: number): void {
    // What is open at the end of the trace is closed just after it.
    if (end <= this.bounds.end + 1) return;
    this.#reached = end;
    this.#goAlong();
  }

  get base(): bigint {
    return BigInt(this.experiment.value?.base ?? '0');
  }

  /** Where "since start" counts from, ns since `base`: a trace read later may begin earlier than the first one did. */
  get zero(): number {
    return this.experiment.value?.start ?? 0;
  }

  /** A time in the user's words. */
  timeText(time: number, digits?: number): string {
    const mode = this.timeMode.value;
    return formatTime(mode === 'relative' ? time - this.zero : time, mode, this.base, digits);
  }

  output(id: string): OutputInfo | undefined {
    return this.outputs.value.find((output) => output.id === id);
  }

  readonly counting = (change: 1 | -1): void => this.busy.set(this.busy.value + change);

  async open(): Promise<void> {
    this.failure.set(undefined);
    try {
      const [experiment, outputs, saved] = await Promise.all([
        this.host.experiment(),
        this.host.outputs(),
        this.#loadLayout(),
      ]);
      const layout = readLayout(saved);
      // What the host told meanwhile is newer.
      if (!this.experiment.value) this.experiment.set(experiment);
      if (this.outputs.value.length === 0) this.outputs.set(outputs);
      if (layout.treeWidth !== undefined) this.setTreeWidth(layout.treeWidth);
      if (layout.timeMode) this.timeMode.set(layout.timeMode);
      if (layout.detailsOpen !== undefined) this.detailsOpen.set(layout.detailsOpen);
      this.range.set(within(layout.range ? shifted(layout.range, this.zero) : this.bounds, this.bounds));
      this.follows.set(this.#isWhole(this.range.value) ? 'whole' : layout.followsEnd ? 'end' : undefined);
      this.#goAlong();
      this.selection.set(layout.selection && shifted(layout.selection, this.zero));
      this.#arranged = layout.lanes !== undefined;
      this.lanes.set(layout.lanes ?? firstLanes(this.outputs.value));
      this.#ready = true;
      for (const outputId of this.#toShow.splice(0)) this.show(outputId);
      if (this.#toFind) this.#find(this.#toFind);
      this.#record();
      await this.#loadBookmarks();
    } catch (error) {
      this.failure.set(messageOf(error));
    }
  }

  /** An arrangement that can't be read is no reason not to open; but then it is not overwritten either. */
  async #loadLayout(): Promise<unknown> {
    try {
      const saved = await this.host.loadLayout();
      this.#mayKeep = true;
      return saved;
    } catch {
      this.#mayKeep = false;
      return undefined;
    }
  }

  async #loadBookmarks(): Promise<void> {
    try {
      this.bookmarks.set(await this.host.bookmarks());
    } catch (error) {
      this.toast.set(`The bookmarks could not be loaded: ${messageOf(error)}`);
    }
  }

  heard(event: HostEvent): void {
    if (event.kind === 'experiment') this.#grown(event.experiment);
    else if (event.kind === 'opening') this.opening.set(event.text);
    else if (event.kind === 'outputs') this.#offered(event.outputs);
    else if (event.kind === 'show') {
      if (this.#ready) this.show(event.outputId);
      else this.#toShow.push(event.outputId);
    } else if (event.kind === 'find') {
      if (this.#ready) this.#find(event.sought);
      else this.#toFind = event.sought;
    } else if (event.kind === 'command') this.run(event.command);
    else if (event.kind === 'server') this.#serverIs(event);
  }

  #serverIs(event: { readonly state: 'up' | 'restarting' | 'down'; readonly message?: string }): void {
    const was = this.server.value.state;
    this.server.set(event);
    if (event.state !== 'up' || was === 'up') return;
    for (const lane of this.actions.values()) lane.refresh?.();
    if (!this.experiment.value) void this.open();
  }

  #grown(told: ExperimentInfo): void {
    const before = this.experiment.value;
    const running = told.indexing === 'RUNNING';
    // Read again it grows anew, which nobody wants to watch: it is as long as it was until it is known how long it is.
    const known = running && before !== undefined && before.end > told.end;
    this.experiment.set(known ? { ...told, start: before.start, end: before.end } : told);
    if (before !== undefined && told.liveRevision !== undefined && told.liveRevision !== before.liveRevision) {
      for (const lane of this.actions.values()) lane.refresh?.();
    }
    // What is open was taken to go on, and is not any more.
    const isShorter = told.live === true && before !== undefined && told.end < before.end;
    if ((running && before?.indexing === 'COMPLETED') || isShorter) {
      this.#reached = 0;
      for (const lane of this.actions.values()) lane.refresh?.();
    }
    this.#goAlong();
  }

  #offered(outputs: readonly OutputInfo[]): void {
    const away = new Set(this.#known.keys()).difference(new Set(this.outputs.value.map(({ id }) => id)));
    const remade = remadeOutputs(outputs, (id) => {
      const output = this.#known.get(id);
      return output && { output, wasAway: away.has(id) };
    });
    for (const output of [...this.outputs.value, ...outputs]) this.#known.set(output.id, output);
    this.outputs.set(outputs);
    // While a trace is indexed its flame chart may come after other outputs. The user's own choice always stands.
    if (this.#ready && !this.#arranged && !isFlameChart(this.#known.get(this.lanes.value[0]?.outputId ?? '')))
      this.lanes.set(firstLanes(outputs));
    for (const id of remade) this.actions.get(id)?.refresh?.(true);
    const lanes = this.#gone.bringBack(this.lanes.value, outputs);
    if (lanes !== this.lanes.value) this.lanes.set(lanes);
    // An output that was there and is not any more was deleted; one not seen yet may still come. While a trace is indexed,
    // be it anew after the server's end, any may still come.
    if (this.experiment.value?.indexing === 'COMPLETED') this.#letGo(new Set(outputs.map(({ id }) => id)));
  }

  /** Closes the lanes of outputs that were deleted. */
  #letGo(now: ReadonlySet<string>): void {
    const names: string[] = [];
    const left = this.#gone.letGo(this.lanes.value, (id) => {
      const output = now.has(id) ? undefined : this.#known.get(id);
      if (output) names.push(`“${output.name}”`);
      return output;
    });
    if (names.length === 0) return;
    this.lanes.set(left);
    this.toast.set(`${names.join(', ')} ${names.length > 1 ? 'were deleted' : 'was deleted'}.`);
  }

  // ---- where the user looks

  #isWhole(range: Range): boolean {
    return sameRange(range, within(this.bounds, this.bounds));
  }

  /** Where the bounds have changed. */
  #goAlong(): void {
    const { bounds } = this;
    const { value } = this.follows;
    if (value === undefined) return;
    const next = within(value === 'whole' ? bounds : endOf(bounds, span(this.range.value)), bounds);
    if (!sameRange(next, this.range.value)) this.range.set(next);
  }

  /** The range goes along with the end from now on, or stays where it is if it did already. */
  #follow(): void {
    const stays = this.follows.value !== undefined;
    this.look(stays ? this.range.value : endOf(this.bounds, span(this.range.value)));
    this.follows.set(stays ? undefined : this.#isWhole(this.range.value) ? 'whole' : 'end');
  }

  /** Also of a gesture's single steps: history takes the last one. */
  look(range: Range): void {
    const next = within(range, this.bounds);
    this.follows.set(this.#isWhole(next) ? 'whole' : undefined);
    if (sameRange(next, this.range.value)) return;
    this.range.set(next);
    this.#settle();
  }

  zoom(factor: number, time?: number): void {
    const { start, end } = this.range.value;
    const inSight = (at: number | undefined) => at !== undefined && at >= start && at <= end;
    const centre = [time, this.hover.value].find(inSight) ?? (start + end) / 2;
    this.look(zoomAt(this.range.value, this.bounds, centre, factor));
  }

  panBy(fraction: number): void {
    this.look(pan(this.range.value, this.bounds, span(this.range.value) * fraction));
  }

  select(selection: Range | undefined, picked?: Picked): void {
    this.picked.set(picked);
    if (!sameRange(selection, this.selection.value)) this.selection.set(selection);
    this.#settle();
  }

  /** Selects and brings into sight: from a table, a list, a key. */
  goTo(target: Range, picked?: Picked): void {
    this.select(target, picked);
    this.look(reveal(this.range.value, this.bounds, target));
  }

  /** Its time is shown with some room around it; the lane of its output picks it. */
  #find(sought: Sought): void {
    this.show(sought.outputId);
    const [start, end] = [sought.start, sought.end].map((time) => Number(BigInt(time) - this.base)) as [number, number];
    // It may be newer than what the view has heard of.
    this.reach(end);
    this.select({ start, end });
    this.look(fitTo({ start, end }, this.bounds, 0.25));
    this.detailsOpen.set(true);
    this.sought.set(sought);
  }

  #settle(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#record(), SETTLE);
  }

  #record(): void {
    this.#history.record({
      range: this.range.value,
      selection: this.selection.value,
      isWhole: this.follows.value === 'whole',
    });
    this.#tellHistory();
  }

  #tellHistory(): void {
    this.history.set({ canUndo: this.#history.canUndo, canRedo: this.#history.canRedo });
  }

  #travel(place: Place | undefined): void {
    if (!place) return;
    this.follows.set(place.isWhole ? 'whole' : undefined);
    this.range.set(within(place.isWhole ? this.bounds : place.range, this.bounds));
    this.selection.set(place.selection);
    if (!sameRange(pickedRange(this.picked.value), place.selection)) this.picked.set(undefined);
    this.#tellHistory();
  }

  // ---- commands

  run(command: ViewCommand): void {
    const commands: Record<ViewCommand, () => void> = {
      zoomIn: () => this.zoom(ZOOM_STEP),
      zoomOut: () => this.zoom(1 / ZOOM_STEP),
      panLeft: () => this.panBy(-PAN_STEP),
      panRight: () => this.panBy(PAN_STEP),
      zoomToSelection: () => this.zoomToSelection(),
      fit: () => this.#fit(),
      wholeTrace: () => this.look(this.bounds),
      follow: () => this.#follow(),
      undo: () => this.#undo(),
      redo: () => this.#travel(this.#history.redo()),
      search: () => this.search.set(this.search.value ?? ''),
      nextMatch: () => this.#match(1),
      previousMatch: () => this.#match(-1),
      filter: () => this.#filter(),
      bookmark: () => void this.addBookmark(),
      help: () => this.help.set(!this.help.value),
    };
    commands[command]?.();
  }

  #undo(): void {
    // A gesture that has not come to rest is an entry of its own.
    clearTimeout(this.#settling);
    this.#record();
    this.#travel(this.#history.undo());
  }

  zoomToSelection(): void {
    const selection = this.selection.value;
    if (selection && span(selection) > 0) this.look(selection);
    else if (selection) this.look(fitTo(selection, this.bounds, 20));
  }

  /** What is picked or selected with some room around it, else everything. */
  #fit(): void {
    const target = pickedRange(this.picked.value) ?? this.selection.value;
    this.look(target && span(target) > 0 ? fitTo(target, this.bounds, 0.25) : this.bounds);
  }

  #match(direction: 1 | -1): void {
    const focused = this.focusedLane.value;
    const order = [focused, ...this.lanes.value.map((lane) => lane.outputId)];
    const id = order.find((each) => each !== undefined && (this.matches.value.get(each) ?? 0) > 0);
    if (id) this.actions.get(id)?.match?.(direction);
  }

  /** Of the lane that has the focus, or else of the first that can be filtered. */
  #filter(): void {
    const order = [this.focusedLane.value, ...this.lanes.value.map((lane) => lane.outputId)];
    const id = order.find((each) => each !== undefined && this.#openers.has(each));
    if (id === undefined) return;
    this.changeLane(id, { collapsed: false });
    this.#openers.get(id)?.();
  }

  /** What opens the field of a lane's filter. Returns the function that forgets it. */
  opensFilter(outputId: string, open: () => void): () => void {
    this.#openers.set(outputId, open);
    return () => {
      if (this.#openers.get(outputId) === open) this.#openers.delete(outputId);
    };
  }

  // ---- lanes

  show(outputId: string): void {
    if (this.output(outputId)) this.#place(outputId);
    else {
      // Made a moment ago: where it belongs is known once the outputs are.
      const place = () => this.#place(outputId);
      this.host
        .outputs()
        .then((outputs) => this.#offered(outputs))
        .then(place, place);
    }
  }

  #place(wanted: string): void {
    // One that only groups others is seen by the first of them.
    const first = this.outputs.value.find(({ parentId, type }) => parentId === wanted && type !== 'NONE');
    const outputId = first && this.output(wanted)?.type === 'NONE' ? first.id : wanted;
    this.#arranged = true;
    const lanes = this.lanes.value;
    const parent = this.output(outputId)?.parentId;
    const isKin = (id: string) => parent !== undefined && (id === parent || this.output(id)?.parentId === parent);
    if (!lanes.some((lane) => lane.outputId === outputId)) this.lanes.set(addLane(lanes, outputId, isKin));
    else this.changeLane(outputId, { collapsed: false });
    this.focusedLane.set(outputId);
    this.revealedLane.set({ outputId });
  }

  closeLane(outputId: string): void {
    this.#arranged = true;
    this.lanes.set(this.lanes.value.filter((lane) => lane.outputId !== outputId));
    if (this.focusedLane.value === outputId) this.focusedLane.set(undefined);
  }

  changeLane(outputId: string, change: LaneChange): void {
    this.#arranged = true;
    this.lanes.set(this.lanes.value.map((lane) => (lane.outputId === outputId ? changedLane(lane, change) : lane)));
  }

  moveLane(moved: string, before: string | undefined): void {
    this.#arranged = true;
    this.lanes.set(moveLane(this.lanes.value, moved, before));
  }

  countMatches(outputId: string, count: number | undefined): void {
    if (this.matches.value.get(outputId) === count) return;
    const matches = new Map(this.matches.value);
    if (count === undefined) matches.delete(outputId);
    else matches.set(outputId, count);
    this.matches.set(matches);
  }

  /** Undefined: as is usual for a view so wide. */
  setTreeWidth(width: number | undefined): void {
    this.#wantedTreeWidth = width;
    if (width === undefined) this.fitTree(this.#viewWidth);
    else this.treeWidth.set(width);
  }

  /** The view is so wide now. */
  fitTree(viewWidth: number): void {
    this.#viewWidth = viewWidth;
    const usual = Math.min(USUAL_MOST, Math.max(USUAL_TREE, Math.round(viewWidth * USUAL_PART)));
    const most = Math.max(LEAST_TREE, Math.round(viewWidth * MOST_OF_THE_VIEW));
    this.treeWidth.set(Math.min(this.#wantedTreeWidth ?? usual, most));
  }

  // ---- bookmarks

  async addBookmark(): Promise<void> {
    const at = this.selection.value ?? (this.hover.value === undefined ? undefined : point(this.hover.value));
    if (!at) {
      this.toast.set('Select a time or a state first, then bookmark it.');
      return;
    }
    const picked = this.picked.value;
    const name = (picked?.kind === 'state' && picked.label) || `Bookmark ${this.bookmarks.value.length + 1}`;
    try {
      const bookmark = await this.host.addBookmark(name, Math.round(at.start), Math.round(at.end));
      this.bookmarks.set([...this.bookmarks.value, bookmark]);
      this.toast.set(`Bookmarked “${name}”.`);
    } catch (error) {
      this.toast.set(`The bookmark could not be kept: ${messageOf(error)}`);
    }
  }

  async deleteBookmark(uuid: string): Promise<void> {
    try {
      await this.host.deleteBookmark(uuid);
      this.bookmarks.set(this.bookmarks.value.filter((bookmark) => bookmark.uuid !== uuid));
    } catch (error) {
      this.toast.set(`The bookmark could not be deleted: ${messageOf(error)}`);
    }
  }

  // ---- keeping

  #save(): void {
    if (!this.#ready || this.#saving !== undefined) return;
    this.#saving = setTimeout(() => {
      this.#saving = undefined;
      this.saveNow();
    }, SAVE_PAUSE);
  }

  saveNow(): void {
    if (!this.#ready || !this.#mayKeep) return;
    const layout = writeLayout({
      ...(this.#arranged ? { lanes: this.lanes.value } : {}),
      // The whole is the whole, however long it will be.
      ...(this.follows.value === 'whole' ? {} : { range: shifted(this.range.value, -this.zero) }),
      ...(this.follows.value === 'end' ? { followsEnd: true } : {}),
      selection: this.selection.value && shifted(this.selection.value, -this.zero),
      ...(this.#wantedTreeWidth === undefined ? {} : { treeWidth: this.#wantedTreeWidth }),
      timeMode: this.timeMode.value,
      detailsOpen: this.detailsOpen.value,
    });
    const text = JSON.stringify(layout);
    if (text === this.#saved) return;
    this.#saved = text;
    // Losing the arrangement is no reason to disturb.
    this.host.saveLayout(layout).catch(() => {});
  }

  dispose(): void {
    clearTimeout(this.#settling);
    if (this.#saving !== undefined) {
      clearTimeout(this.#saving);
      this.saveNow();
    }
  }
}

/** The last `width` of it. */
const endOf = ({ end }: Range, width: number): Range => ({ start: end - width, end });

const point = (time: number): Range => ({ start: time, end: time });

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
