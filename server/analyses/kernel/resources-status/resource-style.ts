/**
 * How the rows of CPUs look beside `LINUX_STYLES`: threads by one of 25 hues, frequencies by their height.
 */
import type { Style } from '../../output.ts';
import { LINUX_STYLES } from '../linux-style.ts';

const HUES = 25;
/** Frequencies are as high as a step says, of the highest that the CPU has had. */
const STEPS = 20;

/** Threads of near ids differ. */
export function threadHue(tid: number): string {
  return String((tid + 14) % HUES);
}

export function frequencyStyle(kHz: number, fastest: number): string {
  const step = Math.max(1, Math.min(STEPS, Math.round((kHz / fastest) * STEPS)));
  return `Frequency ${(step / STEPS) * 100} %`;
}

export const RESOURCE_STYLES: Readonly<Record<string, Style>> = {
  ...LINUX_STYLES,
  ...Object.fromEntries(
    Array.from({ length: HUES }, (_, hue): [string, Style] => [
      String(hue),
      { values: { 'background-color': colour((hue * 360) / HUES), height: 1, opacity: 1 } },
    ]),
  ),
  ...Object.fromEntries(
    Array.from({ length: STEPS }, (_, i): [string, Style] => [
      frequencyStyle(i + 1, STEPS),
      { values: { 'background-color': '#4f9bd9', height: (i + 1) / STEPS, opacity: 1, 'style-group': 'Frequency' } },
    ]),
  ),
};

/** A hue in degrees, somewhat pale, as #rrggbb. */
function colour(hue: number): string {
  const channel = (n: number): string => {
    const k = (n + hue / 60) % 6;
    const value = 0.85 * (1 - 0.6 * Math.max(0, Math.min(k, 4 - k, 1)));
    return Math.round(value * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(5)}${channel(3)}${channel(1)}`;
}
