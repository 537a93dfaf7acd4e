import { pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

const webServers = new Set<string>(['nginx', 'haproxy', 'tomcat']);

/** A VIP moves with nothing behind it, too: never a failure. */
export const service: HostCheck = {
  code: 'service',
  judge: ({ facts: { service: found, programs } }) => {
    const { url, status, listens, hasCurl } = found;
    if (status !== null)
      return status < 500
        ? pass('service.answers', { url, status })
        : warn('service.failing', { url, status });
    if (!hasCurl && listens) return pass('service.listens');
    if (programs.some(({ name, running }) => name === 'nginx' && !running))
      return warn('service.stopped', { url }, 'start-nginx');
    const elsewhere = programs.filter(
      ({ name, running, listens: at }) => webServers.has(name) && running && at.length > 0,
    );
    if (elsewhere.length > 0) {
      const text = elsewhere.map(({ name, listens: at }) => `${name} (${at.join(', ')})`).join(', ');
      return warn('service.elsewhere', { url, programs: text });
    }
    return warn('service.absent', { url });
  },
};
