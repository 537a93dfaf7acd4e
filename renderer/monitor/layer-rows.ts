import type { LayerNode } from '../../protocol/wire/dissect.ts';

export interface LayerRow {
  node: LayerNode;
  level: number;
  /** Path of positions from the top: the identity of a node in its tree. */
  path: string;
}

/** The rows of the tree that are in view, given which nodes are open. */
export function layerRows(layers: readonly LayerNode[], open: ReadonlySet<string>): LayerRow[] {
  const rows: LayerRow[] = [];
  const walk = (nodes: readonly LayerNode[], level: number, prefix: string) => {
    for (const [index, node] of nodes.entries()) {
      const path = `${prefix}/${index}`;
      rows.push({ node, level, path });
      if (open.has(path)) walk(node.children, level + 1, path);
    }
  };
  walk(layers, 1, '');
  return rows;
}

/** The smallest field that covers a byte. */
export function fieldAt(layers: readonly LayerNode[], offset: number): LayerNode | null {
  for (const node of layers) {
    if (offset < node.offset || offset >= node.offset + node.length) continue;
    return fieldAt(node.children, offset) ?? node;
  }
  return null;
}
