import { pass, warn } from '../outcome.ts';
import type { HostCheck } from './host-check.ts';

/**
 * Services that take addresses off which they did not put there: systemd-networkd when it configures a link
 * (systemd.network(5), KeepConfiguration=), NetworkManager when it activates a connection.
 */
export const networkManager: HostCheck = {
  code: 'network-manager',
  judge: ({ node, facts: { networkd, networkManagerManages, dhcpcd } }) => {
    const name = { interface: node.interface };
    if (networkManagerManages) return warn('network-manager.nm', name);
    if (networkd.manages)
      return networkd.keeps
        ? pass('network-manager.networkd-keeps', name)
        : warn('network-manager.networkd', name);
    if (dhcpcd.manages)
      return dhcpcd.isFixed
        ? pass('network-manager.dhcpcd-fixed', name)
        : warn('network-manager.dhcpcd', name);
    return pass('network-manager.none', name);
  },
};
