/**
 * What two servers can't agree on is masked: ids that the server made, by their first appearance, and the time of asking.
 * All else of a transcript has to be equal.
 */
/** Ids that checks choose begin with zeros. */
const UUID = /\b(?!00000000-)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const DIGEST = /(?<![\w-])(?:[A-Za-z0-9]{43}|[0-9a-f]{64})(?![\w-])/g;

/** `digests`: whether those are masked as well: they differ where the internal ids of projects do. */
export function masked(transcript: readonly string[], digests: boolean): string[] {
  const numbers = new Map<string, number>();
  const numbered = (kind: string) => (text: string) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size + 1);
    return `<${kind} ${numbers.get(text)}>`;
  };
  const now = Date.now();
  const text = transcript
    .join('\n')
    .replace(UUID, numbered('id'))
    .replace(TIME, (time) => (Math.abs(Date.parse(time) - now) < 86_400_000 ? '<time>' : time));
  return (digests ? text.replace(DIGEST, numbered('digest')) : text).split('\n');
}
