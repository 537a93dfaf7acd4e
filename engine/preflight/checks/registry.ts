import { access } from './access.ts';
import { clock } from './clock.ts';
import { disk } from './disk.ts';
import { haManagers } from './ha-managers.ts';
import type { HostCheck } from './host-check.ts';
import { init } from './init.ts';
import { interfaceUp } from './interface.ts';
import { libc } from './libc.ts';
import { machine } from './machine.ts';
import { networkManager } from './network-manager.ts';
import { service } from './service.ts';
import { shell } from './shell.ts';
import { transport } from './transport.ts';
import { vips } from './vips.ts';
import { wayIn } from './way-in.ts';
import { writable } from './writable.ts';

/** In the order in which people read them. */
export const hostChecks: readonly HostCheck[] = [
  access,
  shell,
  transport,
  machine,
  init,
  libc,
  writable,
  disk,
  clock,
  interfaceUp,
  wayIn,
  networkManager,
  haManagers,
  service,
  vips,
];
