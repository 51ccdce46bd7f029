/** "1 event", "4,977 events": numbers of events as every part of the interface writes them. */
export const countedEvents = (count: number): string => `${count.toLocaleString()} ${count === 1 ? 'event' : 'events'}`;
