import { connect } from 'node:net';

export type PortAnswer =
  /** Something listens; `banner` is what it said first, if it did within the time. */
  | { kind: 'open'; banner: string | null }
  /** The host answered, with a refusal. */
  | { kind: 'closed' }
  | { kind: 'silent' };

/** One TCP connect. Only a service that speaks first (SSH) gives a banner; its first line, at most 255 bytes. */
export function probePort(
  host: string,
  port: number,
  timeoutMs: number,
  wantsBanner: boolean,
): Promise<PortAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    let isOpen = false;
    let heard = '';
    const finish = (answer: PortAnswer) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(
      () => finish(isOpen ? { kind: 'open', banner: null } : { kind: 'silent' }),
      timeoutMs,
    );
    socket.on('connect', () => {
      isOpen = true;
      if (!wantsBanner) finish({ kind: 'open', banner: null });
    });
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      const end = heard.search(/[\r\n]/);
      if (end >= 0 || heard.length > 255)
        finish({ kind: 'open', banner: printable(heard.slice(0, end >= 0 ? end : 255)) });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(
        error.code === 'ECONNREFUSED' || error.code === 'ECONNRESET'
          ? { kind: 'closed' }
          : { kind: 'silent' },
      );
    });
    socket.on('close', () => finish(isOpen ? { kind: 'open', banner: null } : { kind: 'silent' }));
  });
}

/** A banner is a stranger's text: control characters never reach a terminal or a page. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
