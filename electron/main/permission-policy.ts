import type { Session } from 'electron';
import { isOwnUrl } from './app-scheme.ts';

/** All that the page asks of the system: to copy a problem's text when somebody clicks on "copy". */
const granted = new Set(['clipboard-sanitized-write']);

export function mayUse(permission: string, requester: string): boolean {
  return granted.has(permission) && isOwnUrl(requester);
}

/** Requests and silent checks are two handlers in Electron, and devices a third; one that is missing allows. */
export function confinePermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(details.isMainFrame && mayUse(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin, details) =>
    details.isMainFrame ? mayUse(permission, origin) : false,
  );
  session.setDevicePermissionHandler(() => false);
}
