/**
 * What an emoji is called, for reactions. Names are those of Unicode with `_` for spaces, as clients know them:
 * `:thumbs_up:`, `:thumbs_up_medium_skin_tone:`, `:Germany:`. The table of names is loaded with the first reaction.
 */
export interface EmojiNames {
  alias: string;
  /** Without skin tones. */
  detoned: string;
  detoned_alias: string;
}

const TONES = ['light', 'medium-light', 'medium', 'medium-dark', 'dark'];
const TONE = /[\u{1F3FB}-\u{1F3FF}]/gu;
const TONE_OF_NOTHING = /(^|[\u{1F3FB}-\u{1F3FF}])[\u{1F3FB}-\u{1F3FF}]/u;

/** Pairs of people, who can be written apart only with a tone each. */
const PAIRS: Readonly<Record<string, string>> = {
  '🫱‍🫲': '🤝',
  '👩‍🤝‍👩': '👭',
  '👩‍🤝‍👨': '👫',
  '👨‍🤝‍👨': '👬',
  '🧑‍❤‍🧑': '💑',
  '🧑‍❤‍💋‍🧑': '💏',
};

/** Undefined unless the text is exactly one emoji. */
export async function namesOfEmoji(text: string): Promise<EmojiNames | undefined> {
  // The longest has 10 code points.
  if (text.length > 40 || TONE_OF_NOTHING.test(text)) return undefined;
  const names = await emojiNames();
  const tones = text.match(TONE) ?? [];
  const bare = text.replace(TONE, '');
  const detoned = tones.length > 0 ? (PAIRS[withoutVariation(bare)] ?? bare) : text;
  const known = names.get(withoutVariation(detoned));
  if (known === undefined || tones.length > (known.tones ? 2 : 0)) return undefined;
  return { alias: `:${toned(known.name, tones)}:`, detoned, detoned_alias: `:${known.name}:` };
}

/** Hair is named behind the tone. */
function toned(name: string, tones: readonly string[]): string {
  const [, person, hair] = /^(man|woman|person)_(.+_hair|bald|beard)$/.exec(name) ?? [undefined, name, undefined];
  const words = tones.map((tone) => `${TONES[tone.codePointAt(0)! - 0x1f3fb]}_skin_tone`);
  return [person, ...new Set(words), ...(hair === undefined ? [] : [hair])].join('_');
}

type Names = ReadonlyMap<string, { readonly name: string; readonly tones: boolean }>;

let loaded: Promise<Names> | undefined;

function emojiNames(): Promise<Names> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Names> {
  const { default: table } = await import('unicode-emoji-json/data-by-emoji.json', { with: { type: 'json' } });
  const names = new Map<string, { name: string; tones: boolean }>();
  for (const [emoji, { name, group, skin_tone_support }] of Object.entries(table)) {
    names.set(withoutVariation(emoji), { name: named(name, group), tones: skin_tone_support });
  }
  return names;
}

function named(name: string, group: string): string {
  return (group === 'Flags' ? name.replace(/^flag /, '') : name)
    .replace(/[,“”]/g, '')
    .replace(' - ', '-')
    .replaceAll(' ', '_');
}

/** An emoji is one with and without the mark that asks for its picture. */
function withoutVariation(text: string): string {
  return text.replaceAll('\uFE0F', '');
}
