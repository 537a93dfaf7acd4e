import type { NamedCheck } from '../../protocol/lab/name-checks.ts';
import { findAccount } from './command/account.ts';
import { httpProbe } from './http-probe.ts';
import { bad, type Probe } from './probe.ts';
import { processProbe } from './process-probe.ts';
import { scriptProbe } from './script-probe.ts';
import { tcpProbe } from './tcp-probe.ts';

/** A check that is asked again and again; interfaces are told of instead. */
export type PolledCheck = Exclude<NamedCheck, { kind: 'interface' }>;

export function makeProbe(check: PolledCheck): Probe {
  switch (check.kind) {
    case 'tcp':
      return tcpProbe(check);
    case 'http':
      return httpProbe(check);
    case 'process':
      return processProbe(check);
    case 'script': {
      const { command, user } = check;
      const account = findAccount(user);
      // The configuration was refused if it was so then; users can be deleted later.
      return account === null
        ? async () => bad(`there is no user ${user}`)
        : scriptProbe({ command, account });
    }
  }
}
