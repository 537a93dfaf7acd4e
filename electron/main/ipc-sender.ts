import { isOwnUrl } from './app-scheme.ts';

/** The part of WebFrameMain that decides. */
export interface SenderFrame {
  readonly url: string;
  /** Null for the page itself, the embedding frame for an iframe. */
  readonly parent: unknown;
}

/**
 * May the sender of an IPC message ask for anything? Only the page itself, from the app's own scheme. The frame is
 * null when it navigated away or went while the message was under way.
 */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  return frame !== null && frame.parent === null && isOwnUrl(frame.url);
}
