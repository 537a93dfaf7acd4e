import type { CustomScheme } from 'electron';
import { contentSecurityPolicy } from '../../engine/shell/content-security-policy.ts';
import { readStatic } from '../../engine/shell/static-files.ts';

/**
 * The window's page comes from a scheme of its own instead of file://: it has an origin, a content security policy
 * and no way to name a file outside its folder.
 */
const scheme = 'tandem';
const host = 'app';

export const appUrl = `${scheme}://${host}/`;

/** Registered before Electron is ready. Nothing that would bypass the page's content security policy. */
export const schemePrivileges: CustomScheme = { scheme, privileges: { standard: true, secure: true } };

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** Is this an address of the window's own page? Parsed, never compared as text. */
export function isOwnUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '';
}

/** The file that a request of the page names: GET, own host, inside the folder. Everything else is refused. */
export async function answerRequest(
  request: { method: string; url: string },
  folder: string,
): Promise<Response> {
  if (!isOwnUrl(request.url)) return refuse(403);
  if (request.method !== 'GET') return refuse(405);
  const file = await readStatic(folder, new URL(request.url).pathname);
  if (!file) return refuse(404);
  return new Response(new Uint8Array(file.body), {
    headers: { ...headers, 'Content-Type': file.type },
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers });
}
