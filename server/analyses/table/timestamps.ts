/** 1389910871123456789n → "2014-01-16 22:21:11.123456789", in UTC. */
export function formatTimestamp(time: bigint): string {
  const nanoseconds = ((time % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((time - nanoseconds) / 1_000_000n));
  return `${date.toISOString().slice(0, 19).replace('T', ' ')}.${String(nanoseconds).padStart(9, '0')}`;
}
