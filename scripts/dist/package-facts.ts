import type { DebContents } from './deb-contents.ts';

/** What the expectations about a package look at. */
export interface PackageFacts {
  root: string;
  deb: DebContents;
  version: string;
  /** electron-builder's own after-install template, before it is filled in. */
  defaultAfterInstall: string;
}

/** Where the package puts itself. */
export const home = '/opt/Tandem';
export const resources = `${home}/resources`;
export const tap = `${resources}/tap/tandem-tap`;
