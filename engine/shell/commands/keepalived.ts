import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../../../protocol/contract/problem.ts';
import { exportConf } from '../../../protocol/keepalived/export-conf.ts';
import type { ExportOptions } from '../../../protocol/keepalived/export-options.ts';
import { importLab } from '../../../protocol/keepalived/import-lab.ts';
import type { KeepalivedConf } from '../../../protocol/keepalived/model.ts';
import { losesMeaning, wordNote } from '../../../protocol/keepalived/notes.ts';
import { readConf } from '../../../protocol/keepalived/read-conf.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import {
  type Command,
  type CommandContext,
  exitStatus,
  readLabFile,
  required,
  UsageError,
} from '../command.ts';
import { jsonText, visibleField } from '../terminal.ts';

const importedName = 'imported';

export const keepalived: Command = async (context) => {
  const action = required(context, 0, 'import or export');
  if (action === 'import') return importFiles(context);
  if (action === 'export') return exportFiles(context);
  throw new UsageError(`keepalived can import or export, not ${action}`);
};

/** Throws keepalived.file-unreadable. A file that `include` names and that cannot be read is noted instead. */
export function readConfFile(file: string): KeepalivedConf {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fail('keepalived.file-unreadable', { file }, error);
  }
  const include = (pattern: string, from: string) => {
    const names = globSync(resolve(dirname(from), pattern)).sort();
    return names.flatMap((name) => {
      try {
        return [{ name, text: readFileSync(name, 'utf8') }];
      } catch {
        return [];
      }
    });
  };
  return readConf({ name: file, text }, { include });
}

function importFiles(context: CommandContext): number {
  const first = readConfFile(required(context, 1, 'A.conf'));
  const second = readConfFile(required(context, 2, 'B.conf'));
  const { lab, notes } = importLab([first, second], importedName);
  for (const note of notes) context.say(visibleField(wordNote(note, 'en')));
  context.print(lab, jsonText(lab, 2));
  return notes.some(losesMeaning) ? exitStatus.expectationFailed : exitStatus.done;
}

function exportFiles({ args, options, print, say }: CommandContext): number {
  const [, file] = args;
  if (file === undefined) throw new UsageError('LAB is missing');
  if (options.out === undefined) throw new UsageError('--out is missing');
  const { lab, where } = readLabFile(file);
  const version = versionOf(options['keepalived-version']);
  const folder = options.out;
  const exported = lab.nodes.map((node) => ({
    path: join(folder, `${node.name}.conf`),
    ...exportConf(lab, node, version),
  }));
  writing(folder, () => makeFolder(folder));
  // They may hold a password: for their owner alone.
  for (const { path, text } of exported) writing(path, () => writeFileSync(path, text, { mode: 0o600 }));
  const notes = [
    ...new Set(
      exported.flatMap(({ notes }) =>
        notes.map((note) => `${where(String(note.params.what ?? ''))}: ${wordNote(note, 'en')}`),
      ),
    ),
  ];
  for (const note of notes) say(visibleField(note));
  const files = exported.map(({ path }) => path);
  print({ files, notes }, files.join('\n'));
  return exitStatus.done;
}

function writing(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw fail('keepalived.file-unwritable', { file }, error);
  }
}

function versionOf(text: string | undefined): ExportOptions {
  if (text === undefined) return {};
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text) ?? [];
  if (major === undefined) throw new UsageError('--keepalived-version is like 2.2.7');
  return { version: [Number(major), Number(minor), Number(patch ?? 0)] };
}
