import type { request as httpRequest, IncomingMessage } from 'node:http';
import { bad, errorText, firstAnswer, good, type Probe, type ProbeResult } from './probe.ts';

export interface HttpProbeOptions {
  url: string;
  /** Statuses that count as good. */
  status: readonly number[];
  contains?: string | undefined;
  verifyCertificate: boolean;
}

/** Of the page, as far as `contains` looks. */
const MAX_BODY_BYTES = 64 * 1024;

/** Node's HTTP client takes memory that an agent without such a check need not have. */
async function loadRequest(protocol: string): Promise<typeof httpRequest> {
  return protocol === 'https:' ? (await import('node:https')).request : (await import('node:http')).request;
}

/**
 * One GET on a connection of its own. Redirects are answers like any other: they are not followed. The page is read
 * only where `contains` asks for it, and at most 64 KiB of it.
 */
export function httpProbe(options: HttpProbeOptions, load = loadRequest): Probe {
  const url = new URL(options.url);
  return async (signal) => {
    const request = await load(url.protocol).catch(() => undefined);
    if (request === undefined) return bad(`this agent cannot speak ${url.protocol}`);
    return firstAnswer(signal, (answer) => {
      const call = request(url, {
        method: 'GET',
        agent: false,
        headers: { 'user-agent': 'tandem-agent', accept: '*/*', connection: 'close' },
        ...{ rejectUnauthorized: options.verifyCertificate },
      });
      call.on('error', (error) => answer(bad(errorText(error))));
      call.on('response', (response) => read(response, options, answer));
      call.end();
      return () => call.destroy();
    });
  };
}

function read(
  response: IncomingMessage,
  { status, contains }: HttpProbeOptions,
  answer: (result: ProbeResult) => void,
): void {
  const found = `status ${response.statusCode}`;
  if (!status.includes(response.statusCode ?? 0)) {
    answer(bad(`${found}, wanted ${status.join(' or ')}`));
    return;
  }
  if (contains === undefined) {
    answer(good(found));
    return;
  }
  const page = Buffer.alloc(MAX_BODY_BYTES);
  const wanted = Buffer.from(contains);
  let length = 0;
  const absent = () => answer(bad(`${found}, but not the text that was wanted`));
  response.on('data', (chunk: Buffer) => {
    // What may hold the text for the first time; a page that comes in drops is not searched all over again.
    const from = Math.max(0, length - wanted.length + 1);
    length += chunk.copy(page, length);
    if (page.subarray(from, length).includes(wanted)) answer(good(`${found}, text found`));
    else if (length === MAX_BODY_BYTES) absent();
  });
  response.on('end', absent);
  response.on('error', (error) => answer(bad(errorText(error))));
  // A page that breaks off says neither.
  response.on('close', () => answer(bad('the connection broke off within the page')));
}
