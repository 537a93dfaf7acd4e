export interface ExportOptions {
  /** The release that will read the file; older ones get what they can take, with a note. Absent: the newest. */
  version?: readonly [major: number, minor: number, patch: number];
}

export const isOlder = ({ version }: ExportOptions, ...other: readonly [number, number, number]) =>
  version !== undefined && (version[0] - other[0] || version[1] - other[1] || version[2] - other[2]) < 0;
