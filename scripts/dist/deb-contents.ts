import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A .deb taken apart into a folder. */
export interface DebContents {
  folder: string;
  /** Fields of the control file. */
  control: ReadonlyMap<string, string>;
  afterInstall: string;
  /** Paths of regular files, relative to the root of the target system. */
  files: ReadonlySet<string>;
}

/** "Name: value", continued by lines that begin with a space. */
export function parseControl(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of text.split('\n')) {
    if (line.startsWith(' ')) {
      fields.set(last, `${fields.get(last)}\n${line.slice(1)}`);
      continue;
    }
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    last = line.slice(0, colon);
    fields.set(last, line.slice(colon + 1).trim());
  }
  return fields;
}

/** Unpacks the package as dpkg would, without installing it. */
export function readDeb(deb: string, folder: string): DebContents {
  const { status, stderr } = spawnSync('dpkg-deb', ['-R', deb, folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`dpkg-deb cannot read ${deb}: ${stderr}`);
  const files = globSync('**', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .filter((path) => !path.startsWith('/DEBIAN/'));
  return {
    folder,
    control: parseControl(readFileSync(join(folder, 'DEBIAN', 'control'), 'utf8')),
    afterInstall: readFileSync(join(folder, 'DEBIAN', 'postinst'), 'utf8'),
    files: new Set(files),
  };
}
