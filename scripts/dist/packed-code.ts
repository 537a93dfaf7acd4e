import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extractFile, listPackage, statFile } from '@electron/asar';
import { type PackageFacts, resources } from './package-facts.ts';

function asarFiles(archive: string): string[] {
  return listPackage(archive, { isPack: false })
    .map((path) => path.replaceAll('\\', '/').slice(1))
    .filter((path) => !('files' in statFile(archive, path)));
}

/** The build, byte for byte, and nothing else. */
export function packedCode({ root, deb }: PackageFacts): string[] {
  const archive = join(deb.folder, resources, 'app.asar');
  const built = [
    ...['main.js', 'engine.js', 'preload.cjs', 'oui.json'].map((name) => `dist/electron/${name}`),
    ...globSync('dist/renderer/**/*.*', { cwd: root }),
  ];
  const packed = new Set(asarFiles(archive));
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString()) as { main?: string };
  return [
    ...built.filter((path) => !packed.has(path)).map((path) => `${path} is missing`),
    ...built
      .filter(
        (path) => packed.has(path) && !extractFile(archive, path).equals(readFileSync(join(root, path))),
      )
      .map((path) => `${path} is another one than the build's`),
    ...[...packed]
      .filter((path) => path !== 'package.json' && !built.includes(path))
      .map((path) => `${path} is extra`),
    ...(packed.has('dist/renderer/index.html') ? [] : ['the page is missing']),
    ...(manifest.main === 'dist/electron/main.js' ? [] : [`package.json starts ${manifest.main}`]),
  ];
}

/** What a bundle asks its module loader for: imports, and the calls that CommonJS leaves behind. */
export function modulesOf(source: string): string[] {
  const pattern =
    /^(?:import\b[^'"\n]*?|export\b[^'"\n]*?\bfrom\s*)["']([^"'\n]+)["'];?$|\b(?:__)?require\(["']([^"'\n]+)["']\)/gm;
  return [...new Set([...source.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? ''))];
}

export function selfContained({ root }: PackageFacts): string[] {
  return ['main.js', 'engine.js', 'preload.cjs'].flatMap((name) => {
    const source = readFileSync(join(root, 'dist/electron', name), 'utf8');
    return modulesOf(source)
      .filter((module) => module !== 'electron' && !process.getBuiltinModule(module))
      .map((module) => `${name} asks for ${module}, which is not packed`);
  });
}

export function agentArchives({ deb }: PackageFacts): string[] {
  const folder = join(deb.folder, resources, 'agent');
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Record<
    string,
    { file: string; sha256: string }
  >;
  const entries = Object.entries(index);
  if (entries.length === 0) return ['index.json names no archive'];
  return entries
    .filter(([, { file, sha256 }]) => {
      const path = `${resources}/agent/${file}`;
      if (!deb.files.has(path)) return true;
      return (
        createHash('sha256')
          .update(readFileSync(join(deb.folder, path)))
          .digest('hex') !== sha256
      );
    })
    .map(([arch, { file }]) => `${file} for ${arch} is missing or damaged`);
}
