import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dissect, type LayerNode } from './dissect.ts';
import { hex, keepalivedFrames } from './testing/hex.ts';

function field(tree: LayerNode[], layer: string, label: string): LayerNode | undefined {
  return tree.find((node) => node.label === layer)?.children.find((node) => node.label === label);
}

const vrrp = 'Virtual Router Redundancy Protocol';

describe('dissect', () => {
  it('names the layers as Wireshark does', () => {
    const layers = dissect(hex(keepalivedFrames.v3)).map((node) => node.label);
    expect(layers).toEqual(['Ethernet II', 'Internet Protocol Version 4', vrrp]);
  });

  it('points at the bytes of each field', () => {
    const tree = dissect(hex(keepalivedFrames.v3));
    expect(field(tree, vrrp, 'Priority')).toMatchObject({ value: '150', offset: 36, length: 1 });
    expect(field(tree, vrrp, 'Adver Int')).toMatchObject({ value: '100 ms', offset: 38, length: 2 });
    expect(field(tree, vrrp, 'Checksum')?.value).toBe('0x4327 [correct, pseudo-header]');
    expect(field(tree, vrrp, 'IP Address')).toMatchObject({ value: '10.78.0.100', offset: 42, length: 4 });
  });

  it('shows v2’s authentication data', () => {
    const node = field(dissect(hex(keepalivedFrames.v2)), vrrp, 'Authentication Data');
    expect(node).toMatchObject({ value: 'none', offset: 46, length: 8 });
  });

  it('shows padding as data', () => {
    const last = dissect(hex(`${keepalivedFrames.v3} 0000`)).at(-1);
    expect(last).toMatchObject({ label: 'Data', offset: 46, length: 2 });
  });

  it('covers any bytes exactly once with its layers and never points outside them', () => {
    const anyFrame = fc.oneof(
      fc.uint8Array({ maxLength: 90 }),
      fc
        .tuple(
          fc.constantFrom(...Object.values(keepalivedFrames)),
          fc.nat(60),
          fc.nat(255),
          fc.nat(60),
          fc.boolean(),
        )
        .map(([text, at, value, cut, tagged]) => {
          const bytes = hex(tagged ? text.replace(/ (080\d)/, ' 8100 0064 $1') : text);
          if (at < bytes.length) bytes[at] = value;
          return bytes.subarray(0, cut);
        }),
    );
    fc.assert(
      fc.property(anyFrame, fc.constantFrom('ethernet' as const, 'ip' as const), (bytes, link) => {
        let at = 0;
        for (const layer of dissect(bytes, link)) {
          expect(layer.offset).toBe(at);
          at += layer.length;
          for (const child of layer.children) {
            expect(child.offset).toBeGreaterThanOrEqual(layer.offset);
            expect(child.offset + child.length).toBeLessThanOrEqual(layer.offset + layer.length);
          }
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });
});
