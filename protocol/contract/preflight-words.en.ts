import type { PreflightWords } from './preflight-findings.ts';

export const preflightWordsEn: PreflightWords = {
  'access.root': { message: '{user} gets in and is root.' },
  'access.sudo': { message: '{user} gets in and becomes root through sudo.' },
  'shell.sane': { message: 'The login shell runs what it is told and prints nothing of its own.' },
  'shell.noisy': {
    message: 'The login shell of {user} prints “{text}” before every command.',
    hint: 'It would end up in files that are read over SSH. Let ~/.bashrc print only in interactive shells: put “case $- in *i*) ;; *) return ;; esac” at its beginning.',
  },
  'shell.restricted': {
    message: 'The login shell of {user} does not run /bin/sh: {text}',
    hint: 'Give the user an ordinary shell: usermod --shell /bin/bash {user}. Restricted shells (rbash, nologin) cannot start the agent.',
  },
  'transport.works': { message: '{kilobytes} kB arrived in a root command byte for byte.' },
  'transport.damaged': {
    message: 'What is sent to a root command does not arrive as it was sent.',
    hint: 'The agent travels this way. Look for a wrapper around sudo or the shell that reads or changes standard input.',
  },
  'machine.fits': { message: '{distribution}, kernel {kernel}, {machine}; there is an agent for it.' },
  'machine.any': {
    message: '{distribution}, kernel {kernel}, {machine}; keepalived comes from its distribution.',
  },
  'init.systemd': { message: 'Its init is systemd.' },
  'libc.fits': { message: 'Its C library is glibc {glibc}.' },
  'writable.yes': { message: 'Root may write where a deploy does.' },
  'writable.no': {
    message: 'Even root cannot write in {paths}.',
    hint: 'It is mounted read-only, or immutable (lsattr -d). See findmnt --target {first}; for a disk that went read-only by itself look at dmesg.',
  },
  'disk.enough': { message: '{freeMb} MB are free in {path}; {neededMb} MB are needed.' },
  'disk.installed': { message: 'This very agent is there already.' },
  'disk.unknown': {
    message: 'The free space in {path} could not be read.',
    hint: 'What does “df -Pk {path}” say? {neededMb} MB are needed; a deploy that finds too little stops and takes back what it did.',
  },
  'clock.close': { message: 'Its clock is within {offset} of this machine’s.' },
  'clock.apart': {
    message: 'Its clock is {offset} {direction} this machine’s.',
    hint: 'VRRP does not mind and Tandem measures around it, but its logs cannot be compared. See timedatectl; enable a time service (systemd-timesyncd, chrony).',
  },
  'clock.unknown': {
    message: 'Its clock could not be read.',
    hint: 'Is “date +%s%N” there (GNU coreutils)? Everything else works without it.',
  },
  'interface.up': { message: '{interface} is up, with {addresses}.' },
  'interface.down': {
    message: '{interface} is switched off.',
    hint: 'Switch it on: ip link set {interface} up (undone by “down”), and have the network configuration do it at boot.',
  },
  'interface.no-carrier': {
    message: '{interface} has no link.',
    hint: 'Plug in the cable, or look at the switch’s port. A VRRP router without a link stays in Initialize.',
  },
  'way-in.another': { message: 'SSH comes in on {entry}, the VIP stands on {interface}.' },
  'way-in.same': {
    message: '{interface} carries the VIP and is also the way in.',
    hint: 'Nothing to mend. A drill that cuts this link cuts Tandem off as well: the host then puts itself back by its own timer.',
  },
  'network-manager.none': {
    message: 'No network service is known to take foreign addresses off {interface}.',
  },
  'network-manager.networkd': {
    message:
      'systemd-networkd manages {interface} and removes the VIP whenever it configures it anew (networkctl reconfigure).',
    hint: 'The agent puts the VIP back, with an outage. Set KeepConfiguration=static in the [Network] section of its .network file (systemd.network(5)), or leave networkd alone while the pair serves.',
  },
  'network-manager.networkd-keeps': {
    message: 'systemd-networkd manages {interface} and is told to keep foreign addresses.',
  },
  'network-manager.nm': {
    message: 'NetworkManager manages {interface} and removes the VIP whenever it activates it anew.',
    hint: 'The agent puts the VIP back, with an outage. Avoid “nmcli device reapply” and “connection up” on it while the pair serves, or take it out of its hands: nmcli device set {interface} managed no (needs another configuration of its address; see NetworkManager.conf(5), unmanaged-devices).',
  },
  'network-manager.dhcpcd': {
    message: 'dhcpcd runs on {interface}.',
    hint: 'Give the node a fixed address: an advert’s source must not change with a lease. In /etc/dhcpcd.conf “interface {interface}” with “static ip_address=” (dhcpcd.conf(5)), or “denyinterfaces {interface}” where something else configures it; then restart dhcpcd.',
  },
  'network-manager.dhcpcd-fixed': { message: 'dhcpcd runs on {interface} with a fixed address.' },
  'ha-managers.none': { message: 'No other high-availability manager runs or would start at boot.' },
  'ha-managers.running': {
    message: '{names} runs on it{holds}.',
    hint: 'Two managers may serve one host as long as they share neither VRID nor VIP. If it is not needed: {stop}.',
  },
  'ha-managers.enabled': {
    message: '{names} does not run now but starts at the next boot{holds}.',
    hint: 'If it is not needed: {stop}.',
  },
  'ha-managers.conflict': {
    message: '{names} is configured for {what} as well, which this lab wants.',
    hint: 'A standby is silent on the wire, so only its configuration tells. Choose another VRID and VIP, or end it: {stop}. What a keepalived does can be taken over first (tandem keepalived import).',
  },
  'service.answers': { message: '{url} answers with {status}.' },
  'service.listens': { message: 'Something listens on port 80; without curl it was not asked for a page.' },
  'service.failing': {
    message: '{url} answers with {status}.',
    hint: 'The VIP would point at a service that reports an error. Look at it on the host; a health check with this address keeps the node from leading.',
  },
  'service.stopped': {
    message: 'nginx is installed and not running; nothing answers {url}.',
    hint: 'Start it: systemctl start nginx (undone by “stop”).',
  },
  'service.elsewhere': {
    message: '{url} does not answer. What runs there listens elsewhere: {programs}.',
    hint: 'Let the health check ask where it listens, or let it listen there, too: a client of the VIP gets what listens on all addresses or on the VIP.',
  },
  'service.absent': {
    message: 'Nothing answers {url}.',
    hint: 'The VIP moves all the same, but there is nothing behind it. Install nginx, or whatever is to serve, on both nodes.',
  },
  'two-machines.yes': { message: 'The two nodes are two machines.' },
  'lab.fits': { message: 'The lab’s priorities differ and its addresses are free to move.' },
  'vips.fit': { message: '{vips}: in the subnet of {interface}, and nobody’s own address.' },
  'vips.network-address': {
    message: 'The VIP {vip} is the network address of {subnet}.',
    hint: 'No host can have it (RFC 1122, 3.2.1.3). Choose an unused address between the first and the last of {subnet}.',
  },
  'vips.broadcast-address': {
    message: 'The VIP {vip} is the broadcast address of {subnet}.',
    hint: 'No host can have it (RFC 1122, 3.2.1.3). Choose an unused address between the first and the last of {subnet}.',
  },
  'vips.shared': {
    message: 'The VIP {vip} belongs to the virtual routers {first} and {second} at once.',
    hint: 'Two masters would hold it at the same time. Give each virtual router addresses of its own.',
  },
  'vips.prefix-differs': {
    message: 'The VIP {vip} has another prefix than {subnet} of {interface}.',
    hint: 'It works, but adds a second route to the same hosts. Write it as {better}.',
  },
  'vips.no-link-local': {
    message: '{interface} has no link-local IPv6 address, which IPv6 adverts are sent from.',
    hint: 'The node would never lead. Switch IPv6 on: sysctl -w net/ipv6/conf/{interface}/disable_ipv6=0, and have the kernel make the address (ip link set {interface} addrgenmode eui64) or add one of fe80::/64.',
  },
  'same-segment.yes': { message: 'A broadcast frame of {from} arrived at {interface}.' },
  'same-segment.no': {
    message: 'No broadcast frame of {from} arrived at {interface} of {node}.',
    hint: 'The two interfaces are not in one layer-2 segment: look at VLANs, at the switch (client isolation, private VLAN), at a cloud’s virtual network, and whether {interface} is the right one. A VIP moves within one segment only.',
  },
  'vrrp-passes.yes': { message: 'IP protocol 112 from {from} to {target} gets through.' },
  'vrrp-passes.blocked-in': {
    message: 'IP protocol 112 from {from} to {target} arrives at {node} and is dropped there: {rule}',
    hint: 'Both nodes would lead at once. Allow VRRP: nft insert rule {chain} {match} accept, and in the file that loads these rules at boot. “Fix it” does the first; an uninstall takes it away again.',
  },
  'vrrp-passes.blocked-out': {
    message: 'IP protocol 112 to {target} does not leave {from}: {rule}',
    hint: 'Its peer would lead beside it. Allow VRRP: nft insert rule {chain} {match} accept, and in the file that loads these rules at boot. “Fix it” does the first; an uninstall takes it away again.',
  },
  'vrrp-passes.blocked-iptables': {
    message: 'IP protocol 112 from {from} to {target} is dropped on {node}: {rule}',
    hint: 'Both nodes would lead at once. Allow VRRP: {program} -I {chain} -p 112 -j ACCEPT, and have it loaded at boot.',
  },
  'vrrp-passes.dropped-unexplained': {
    message:
      'IP protocol 112 from {from} to {target} is lost on {node} itself; no packet rule that could be read explains it.',
    hint: 'Look at nft list ruleset, iptables-save, ip6tables-save, firewall-cmd --list-all and BPF or security modules on {node}, and allow IP protocol 112.',
  },
  'vrrp-passes.lost-between': {
    message: 'IP protocol 112 to {target} leaves {from} and does not arrive at {to}.',
    hint: 'Something between them filters {target}: IGMP or MLD snooping without a querier, a switch’s or hypervisor’s filter, a cloud network without multicast. Try the transport “unicast”, over IPv6 with a “unicastAddress” for each node.',
  },
  'vrid-free.yes': { message: 'Nobody else advertised {vrids} within {seconds} s.' },
  'vip-unused.yes': {
    message: 'Nobody else answered for {vips}, asked for {count} times by ARP or neighbour solicitation.',
  },
  'wire.not-checked': {
    message: 'The wire was not checked on {node}: {reason}.',
    hint: 'It takes perl or python3 on both nodes and both interfaces up. A deploy still looks for other VRRP speakers and for users of the IPv4 VIPs before it starts anything.',
  },
};
