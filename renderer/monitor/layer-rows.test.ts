import { expect, test } from 'vitest';
import { dissect } from '../../protocol/wire/dissect.ts';
import { advertBytes } from '../testing/frames.ts';
import { fieldAt, layerRows } from './layer-rows.ts';

const layers = dissect(advertBytes(0, 150));

test('closed, the tree shows its layers; open, their fields below them', () => {
  const closed = layerRows(layers, new Set());
  expect(closed).toHaveLength(layers.length);
  const open = layerRows(layers, new Set(['/0']));
  expect(open).toHaveLength(layers.length + (layers[0]?.children.length ?? 0));
  expect(open[1]?.level).toBe(2);
});

test('a byte leads to the smallest field that holds it', () => {
  // Ethernet takes 14 bytes, IPv4 20: the VRID is the second byte of VRRP.
  expect(fieldAt(layers, 35)).toMatchObject({ value: '51', length: 1 });
  expect(fieldAt(layers, 5000)).toBeNull();
});
