/** Where things stand on the map, in the map's own units. Pure, so that a move is a difference of two positions. */

export const map = { width: 880, height: 324 };
export const host = { width: 268, height: 140, y: 92 };
export const vip = { width: 204, height: 46 };
export const observer = { width: 196, height: 74, y: 158 };
export const segment = { width: 880, height: 34, y: 280 };

export interface Point {
  x: number;
  y: number;
}

export function hostPosition(index: number): Point {
  return { x: index === 0 ? 0 : map.width - host.width, y: host.y };
}

export function observerPosition(): Point {
  return { x: (map.width - observer.width) / 2, y: observer.y };
}

/** On top of the node at `index`, or between the nodes when nobody holds it. Tokens of several routers stack upwards. */
export function vipPosition(index: number | null, stack: number): Point {
  const y = host.y - vip.height - 8 - stack * (vip.height + 6);
  if (index === null) return { x: (map.width - vip.width) / 2, y };
  return { x: hostPosition(index).x + (host.width - vip.width) / 2, y };
}
