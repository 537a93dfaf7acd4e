import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Whether bytes that a server sent first are an SSH identification (RFC 4253, 4.2; other lines may precede it). */
export function isSshBanner(text: string): boolean {
  return /^SSH-2\.0-/m.test(text);
}

/** Asks once: connects and reads what the server says first. False within `limitMs` at the latest. */
export function sshAnswers(address: string, limitMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 22 });
    const finish = (answer: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(finish, limitMs, false);
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (piece: string) => {
      text += piece;
      if (isSshBanner(text)) finish(true);
    });
    socket.on('error', () => finish(false));
    socket.on('close', () => finish(false));
  });
}

/**
 * Waits until SSH answers. Gives false after `limitMs`, or as soon as `stillHopeful` says no.
 * A machine that boots announces nothing, so it is asked again 20 ms after each refusal.
 */
export async function waitForSsh(
  address: string,
  limitMs: number,
  stillHopeful: () => boolean,
  signal?: AbortSignal,
): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (await sshAnswers(address, 500)) return true;
    if (performance.now() >= end || !stillHopeful()) return false;
    await delay(20, undefined, signal === undefined ? {} : { signal });
  }
}
