/** How far the reading of a trace is, in the words that every part of the interface uses. */
import { countedEvents } from './counted.ts';
import type { ExperimentInfo } from './messages.ts';

const rate = (perSecond: number): string =>
  `${perSecond.toLocaleString(undefined, { notation: 'compact', maximumSignificantDigits: 3 })} events/s`;

function left(seconds: number): string {
  if (seconds < 1.5) return '1 s left';
  if (seconds < 90) return `${Math.round(seconds)} s left`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`;
}

/** "42 % · 1,234,567 events · 1.9M events/s · 3 s left" */
export function readingText({ fraction, events, eventsPerSecond, secondsLeft }: ExperimentInfo): string {
  return [
    `${Math.floor(fraction * 100)} %`,
    countedEvents(events),
    ...(eventsPerSecond === undefined ? [] : [rate(eventsPerSecond)]),
    ...(secondsLeft === undefined ? [] : [left(secondsLeft)]),
  ].join(' · ');
}
