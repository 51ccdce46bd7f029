/**
 * Selects a node in one of our trees. A tree that is read anew at that moment does not know its node any more; it is looked
 * for again then, and given up without a word after a while, since the tree shows it anyway.
 */
import type { TreeView } from 'vscode';

const ATTEMPTS = 3;

export async function reveal<Node>(view: TreeView<Node>, find: () => Promise<Node | undefined>): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const node = await find();
    if (!node) return;
    try {
      await view.reveal(node, { select: true, focus: false });
      return;
    } catch {}
  }
}
