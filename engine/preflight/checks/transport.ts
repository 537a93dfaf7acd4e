import { failed, pass } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/** The agent travels through the standard input of a root command; no SFTP is needed. */
export const transport: HostCheck = {
  code: 'transport',
  judge: ({ facts }) =>
    facts.transportWorks
      ? pass('transport.works', { kilobytes: Math.round(facts.transportBytes / 1000) })
      : failed('transport.damaged'),
};
