import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One place where apt of this machine finds packages. */
export interface AptSource {
  uri: string;
  suites: string[];
  components: string[];
  /** Path of the keyring that signs it, where the source names one. */
  keyring?: string;
}

/** Reads the one-line style: `deb [signed-by=/path] URI SUITE COMPONENT…`. */
export function parseOneLine(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*([^#]*)/.exec(line);
    if (match?.[2] === undefined || match[3] === undefined) return [];
    const keyring = /signed-by=(\/[^\s,]+)/i.exec(match[1] ?? '')?.[1];
    return [makeSource(match[2], [match[3]], words(match[4]), keyring)];
  });
}

/** Reads the deb822 style: paragraphs of `Types:`, `URIs:`, `Suites:`, `Components:`, `Signed-By:`, `Enabled:`. */
export function parseDeb822(text: string): AptSource[] {
  const paragraphs = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .split(/\n\s*\n/);
  return paragraphs.flatMap((paragraph) => {
    const fields = new Map<string, string>();
    for (const match of paragraph.matchAll(/^([A-Za-z-]+):((?:.*)(?:\n[ \t].*)*)/gm))
      fields.set(match[1]?.toLowerCase() ?? '', match[2] ?? '');
    if (!words(fields.get('types')).includes('deb')) return [];
    if (/^(no|false|0|off)$/i.test(fields.get('enabled')?.trim() ?? '')) return [];
    const keyring = fields.get('signed-by')?.trim();
    return words(fields.get('uris')).map((uri) =>
      makeSource(
        uri,
        words(fields.get('suites')),
        words(fields.get('components')),
        // The field may also hold the key itself instead of a path.
        keyring?.startsWith('/') && !/\s/.test(keyring) ? keyring : undefined,
      ),
    );
  });
}

/** The first source that debootstrap can use for a suite: it has the suite and its component main. */
export function chooseSource(sources: readonly AptSource[], suite: string): AptSource | undefined {
  return sources.find(
    (source) =>
      /^(https?|file):/.test(source.uri) &&
      source.suites.includes(suite) &&
      source.components.includes('main'),
  );
}

/** Every source that apt of this machine is configured with. */
export function readAptSources(directory = '/etc/apt'): AptSource[] {
  const parts = join(directory, 'sources.list.d');
  const files = [join(directory, 'sources.list'), ...list(parts).map((name) => join(parts, name))];
  return files.flatMap((file) => {
    if (file.endsWith('.list')) return parseOneLine(read(file));
    return file.endsWith('.sources') ? parseDeb822(read(file)) : [];
  });
}

function makeSource(uri: string, suites: string[], components: string[], keyring?: string): AptSource {
  return { uri, suites, components, ...(keyring === undefined ? {} : { keyring }) };
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter((word) => word !== '');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
