/**
 * Where Node keeps what it makes of the sources; null: nowhere. Where a person said so, else in the checkout, unless that
 * is somebody else's: what root left there, its owner could not take away any more, and `npm ci` would fail.
 * @param owner user of the folder; undefined where it is not there @param uid ours; undefined where there are none
 */
export function compileCacheFolder(
  env: { NODE_COMPILE_CACHE?: string | undefined },
  folder: string,
  owner: number | undefined,
  uid: number | undefined,
): string | null {
  if (env.NODE_COMPILE_CACHE !== undefined) return env.NODE_COMPILE_CACHE;
  return uid === undefined || uid === owner ? folder : null;
}
