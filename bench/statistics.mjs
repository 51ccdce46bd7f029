/** Figures of repeated runs. */
export const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];
export const median = (values) => quantile(values, 0.5);
/** How far the runs lie apart, in per cent of the median: the machine's noise. */
export const spread = (values) => {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => (value / median(values) - 1) * 100);
  return `(${least.toFixed(0)}…+${most.toFixed(0)} %)`;
};
export async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}
