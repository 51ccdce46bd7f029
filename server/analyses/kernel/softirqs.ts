/** What the kernel calls its softirqs, by vector. */
export const SOFTIRQS: readonly string[] = [
  'High priority tasklet',
  'Timer',
  'Network TX',
  'Network RX',
  'Block device',
  'Block device IO Poll',
  'Tasklet',
  'Scheduler',
  'High res timer',
  'RCU data',
];
