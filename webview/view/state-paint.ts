/**
 * Which colour and height a state gets: the server's if its style carries a meaning, else a colour from its name.
 *
 * A style key that is only a number ("0" … "359") is the reference server's way of hashing names to hues; ours is the same
 * in every view and reaches the contrast the text needs, so those are passed over.
 */
import type { Look, States, Style } from '../../client/messages.ts';
import type { Paint } from '../chart/instances.ts';
import type { FoundState } from '../chart/state-search.ts';
import type { Theme } from '../theme/theme.ts';

export type StyleMap = Readonly<Record<string, Style>>;

const MOST_PARENTS = 16;

/** The value of `key`, own or inherited; a later parent in a comma list wins. */
export function styleValue(style: Style | undefined, key: string, styles: StyleMap): string | undefined {
  const seek = (at: Style | undefined, depth: number): string | undefined => {
    if (!at || depth > MOST_PARENTS) return undefined;
    const own = at.values?.[key];
    if (own !== undefined) return String(own);
    for (const parent of (at.parentKey ?? '').split(',').reverse()) {
      const name = parent.trim();
      if (name === '' || !Object.hasOwn(styles, name)) continue;
      const found = seek(styles[name], depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return seek(style, 0);
}

const isHashedHue = (style: Style): boolean =>
  /^\d{1,3}$/.test(style.parentKey ?? '') && !style.values?.['background-color'];

const faded = (colour: number, opacity: number): number =>
  ((colour & 0xffffff) | (Math.round((colour >>> 24) * opacity) << 24)) >>> 0;

const bears = ({ label }: Look, text: string): boolean => label?.toLowerCase().includes(text) === true;

export class StatePaint {
  #styles: StyleMap = {};
  #theme: Theme | undefined;
  #search: string | undefined;

  use(styles: StyleMap): void {
    this.#styles = styles;
    this.#theme = undefined;
  }

  outdated(theme: Theme, search: string | undefined): boolean {
    return theme !== this.#theme || search !== this.#search;
  }

  of(states: States, theme: Theme, search: string | undefined): Paint {
    this.#theme = theme;
    this.#search = search;
    const plain = theme.data.adapted('#888888') ?? 0;
    const byLook = Uint32Array.from(states.looks, ({ label, style }) => {
      const given =
        style === undefined || isHashedHue(style) ? undefined : styleValue(style, 'background-color', this.#styles);
      const colour = (given && theme.data.adapted(given)) || (label === undefined ? plain : theme.data.fill(label));
      return faded(colour, this.#share(style, 'opacity'));
    });
    const heights = Uint8Array.from(states.looks, ({ style }) => Math.round(this.#share(style, 'height') * 255));
    const text = search?.trim().toLowerCase();
    const dimmed = text ? Uint8Array.from(states.looks, (look) => (bears(look, text) ? 0 : 1)) : undefined;
    return { byLook, heights, dimmed };
  }

  /** As its style is called, if it has no label of its own: a wait, an idle CPU. */
  named(found: FoundState): FoundState {
    return { ...found, label: found.label || styleValue(found.style, 'style-name', this.#styles) };
  }

  /** 0…1; what is not told, or is none, is 1. */
  #share(style: Style | undefined, key: string): number {
    const told = Number(styleValue(style, key, this.#styles) ?? 1);
    return told >= 0 && told <= 1 ? told : 1;
  }

  /** How many of the states held bear the text; undefined without a search. */
  matchesIn(states: States, search: string | undefined): number | undefined {
    const text = search?.trim().toLowerCase();
    if (!text) return undefined;
    const hit = states.looks.map((look) => bears(look, text));
    let count = 0;
    for (const look of states.look) if (hit[look]) count++;
    return count;
  }
}
