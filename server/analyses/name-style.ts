/**
 * Colours of things that have nothing but a name: one of 360 hues, chosen by a stable hash, so the same function has the
 * same colour in every output, trace and session. Keys are "0" … "359".
 */
import type { Style } from './output.ts';

const HUES = 360;
const SATURATION = 0.55;
const LIGHTNESS = 0.62;

/** The key of a name's style: |31 × hash| mod 360, where the hash is that of Java's strings, as other servers have it. */
export function styleKey(name: string): string {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(31, hash) + name.charCodeAt(i)) | 0;
  return String(Math.abs(Math.imul(31, hash)) % HUES);
}

export const NAME_STYLES: Readonly<Record<string, Style>> = Object.fromEntries(
  Array.from({ length: HUES }, (_, hue): [string, Style] => [
    String(hue),
    { values: { 'background-color': colour(hue), opacity: 1, height: 1 } },
  ]),
);

function colour(hue: number): string {
  const reach = SATURATION * Math.min(LIGHTNESS, 1 - LIGHTNESS);
  const channel = (offset: number): string => {
    const k = (offset + hue / 30) % 12;
    const value = LIGHTNESS - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}
