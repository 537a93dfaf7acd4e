import type { Event, WebContents, WindowOpenHandlerResponse } from 'electron';
import { isOwnUrl } from './app-scheme.ts';

/** Sites that a link of the page may open in the person's own browser. */
const externalHosts = new Set(['www.rfc-editor.org', 'datatracker.ietf.org', 'www.keepalived.org']);

/** The address to hand to the system's browser, or null when it must not go there. */
export function externalUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isPlain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  return isPlain && externalHosts.has(url.hostname) ? url.href : null;
}

/** The page may save only what it made itself. */
export function mayDownload(text: string): boolean {
  return text.startsWith('blob:') && isOwnUrl(text.slice('blob:'.length));
}

/** Nothing opens a second window; a link to a known site goes to the system's browser. */
export function answerWindowOpen(
  url: string,
  openExternal: (url: string) => void,
): WindowOpenHandlerResponse {
  const external = externalUrl(url);
  if (external !== null) openExternal(external);
  return { action: 'deny' };
}

/** The page stays where it is: it is one page, and main alone loads it. */
export function confineNavigation(contents: WebContents, openExternal: (url: string) => void): void {
  const deny = (event: Pick<Event, 'preventDefault'>) => event.preventDefault();
  contents.on('will-navigate', deny);
  contents.on('will-frame-navigate', deny);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(({ url }) => answerWindowOpen(url, openExternal));
}
