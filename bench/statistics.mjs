/** Figures of repeated runs. */
export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
export const median = (values) => quantile(values, 0.5);
/** Spread of the runs as a share of the median: the machine's noise. */
export const noise = (values) => (Math.max(...values) - Math.min(...values)) / median(values);
export async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}
