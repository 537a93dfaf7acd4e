/**
 * The status that a page answers with; its body is not read. A certificate is not judged: it is the service's own
 * affair, and seldom names a floating address.
 * Rejects with the system's error, with a timeout, or when the signal aborts. The modules are loaded when a page is asked
 * for: Node's own `http` brings undici along, for a fifth of the command line's start.
 */
export async function askPage(url: string, timeoutMs: number, signal: AbortSignal): Promise<number> {
  const { request: ask } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const options = { signal: until, agent: false, rejectUnauthorized: false };
  const request = ask(url, options);
  request.once('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  request.once('error', (error) => reject(until.aborted && !signal.aborted ? silence(timeoutMs) : error));
  request.end();
  return promise;
}

const silence = (timeoutMs: number) => new Error(`no answer within ${timeoutMs} ms`);
