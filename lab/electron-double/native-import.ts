/** Loaded by Node itself and not by the test runner, so that this is Node's own import. */
export function nativeImport(url: string): Promise<unknown> {
  return import(url);
}
