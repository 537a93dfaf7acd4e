import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/**
 * The IEEE's list of MAC address blocks (MA-L, MA-M, MA-S), of the package oui-data. It is read once it is asked for:
 * 5 MB that a start does not need.
 */
let loading: Promise<Record<string, string>> | undefined;

async function load(): Promise<Record<string, string>> {
  for (const place of [
    () => new URL('./oui.json', import.meta.url).href,
    () => import.meta.resolve('oui-data'),
  ])
    try {
      return JSON.parse(await readFile(fileURLToPath(place()), 'utf8')) as Record<string, string>;
    } catch {
      // Beside the built engine, or in node_modules: where it is in neither, no vendor is known.
    }
  return {};
}

/** Reads the list, once; a scan begins with it, so that the first host need not wait. Never rejects. */
export function readVendors(): Promise<Record<string, string>> {
  loading ??= load();
  return loading;
}

/** The first line of the block's registration, by its longest prefix; null for an address that was made up locally. */
export async function vendorOf(mac: string): Promise<string | null> {
  const digits = mac.replaceAll(':', '').toUpperCase();
  const isLocal = (Number.parseInt(digits.slice(0, 2), 16) & 2) !== 0;
  if (isLocal) return null;
  const blocks = await readVendors();
  for (const length of [9, 7, 6]) {
    const [name] = blocks[digits.slice(0, length)]?.split('\n') ?? [];
    if (name) return name;
  }
  return null;
}
