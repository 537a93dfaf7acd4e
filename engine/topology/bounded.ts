/** Whoever can send on the segment can invent addresses: no map of evidence holds more than this. */
export const mostKept = 64;

/** Sets the entry as the newest one; above the bound the one that was set longest ago goes. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= mostKept) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
