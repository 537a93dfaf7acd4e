import { pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

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
    return warn('service.absent', { url });
  },
};
