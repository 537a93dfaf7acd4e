import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/**
 * Who may talk to the server. The token in the printed URL is good for one browser: the first to show it gets a cookie,
 * which outlives the browser's end and not the server's, and the token is worthless afterwards. Host and Origin are compared with the server's own, so that
 * neither DNS rebinding nor another page on this machine gets in.
 */
export interface SessionGuard {
  /** A new token, good for one more browser; one that was not used is worthless from now on. */
  newToken(): string;
  /** The cookie to set, or null when the token is wrong or used. */
  redeem(token: string): string | null;
  hasSession(request: IncomingMessage): boolean;
  /** Is the request meant for this server, and, where a browser says so, from its own page? */
  isOwn(request: IncomingMessage): boolean;
}

/** Whoever closes the browser while a deploy runs comes back to it. */
const cookieSeconds = 30 * 24 * 3600;

const secret = () => randomBytes(32).toString('base64url');

export function createSessionGuard(port: () => number): SessionGuard {
  const session = secret();
  let token: string | null = null;
  const cookieName = () => `tandem-${port()}`;
  const hosts = () => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  return {
    newToken: () => {
      token = secret();
      return token;
    },
    redeem: (offered) => {
      if (token === null || !isEqual(offered, token)) return null;
      token = null;
      return `${cookieName()}=${session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${cookieSeconds}`;
    },
    hasSession: (request) => {
      const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim());
      const own = cookies.find((cookie) => cookie.startsWith(`${cookieName()}=`));
      return own !== undefined && isEqual(own.slice(cookieName().length + 1), session);
    },
    isOwn: (request) => {
      const { host, origin } = request.headers;
      if (!host || !hosts().includes(host)) return false;
      return origin === undefined || hosts().some((own) => origin === `http://${own}`);
    },
  };
}

function isEqual(offered: string, expected: string): boolean {
  const [a, b] = [Buffer.from(offered), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
