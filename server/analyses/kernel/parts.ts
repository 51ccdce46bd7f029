/** All parts of the kernel's analysis. Adding one is adding its folder and a line here. */
import type { KernelPart, KernelPartClass, KernelTrace } from './kernel-part.ts';

const PARTS: readonly KernelPartClass[] = [];

export function partsOf(trace: KernelTrace): readonly KernelPart[] {
  return PARTS.map((part) => part.of(trace)).filter((part) => part !== undefined);
}
