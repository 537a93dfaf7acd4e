import { readFileSync } from 'node:fs';

/** One mount of this process's namespace. */
export interface Mount {
  point: string;
  type: string;
  /** Options of the file system itself, such as `name=systemd` of a version 1 control group tree. */
  superOptions: string[];
}

/** Reads /proc/self/mountinfo (proc_pid_mountinfo(5)); white space in paths is written there as \040 and so on. */
export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [left, right] = line.split(' - ');
    const point = left?.split(' ')[4];
    const [type, , superOptions] = right?.split(' ') ?? [];
    if (point === undefined || type === undefined) return [];
    return [{ point: unescapePath(point), type, superOptions: superOptions?.split(',') ?? [] }];
  });
}

export function readMounts(): Mount[] {
  return parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'));
}

/** The mount points at or below a directory, the innermost first: the order to unmount in. */
export function mountsBelow(mounts: readonly Mount[], directory: string): string[] {
  return mounts
    .map((mount) => mount.point)
    .filter((point) => point === directory || point.startsWith(`${directory}/`))
    .reverse();
}

function unescapePath(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
