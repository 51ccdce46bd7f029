/** "1 output", "12 outputs". */
export const countedOutputs = (count: number): string =>
  `${count.toLocaleString()} ${count === 1 ? 'output' : 'outputs'}`;

/** "1 event", "4,977 events": numbers of events as every part of the interface writes them. */
export const countedEvents = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'event' : 'events'}`;

/** "1 call", "12 calls". */
export const countedCalls = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'call' : 'calls'}`;
