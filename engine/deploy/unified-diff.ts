import { structuredPatch } from 'diff';

/** The lines that `diff -u` prints; null where the texts are equal. `before` is null where there is no file. */
export function unifiedDiff(path: string, before: string | null, after: string): string | null {
  if (before === after) return null;
  const { hunks } = structuredPatch(path, path, before ?? '', after, '', '', { context: 3 });
  /** An empty range is named by the line before it. */
  const range = (start: number, lines: number) =>
    lines === 1 ? `${start}` : lines === 0 ? `${start - 1},0` : `${start},${lines}`;
  return [
    `--- ${before === null ? '/dev/null' : path}`,
    `+++ ${path}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
      ...lines,
    ]),
  ].join('\n');
}
