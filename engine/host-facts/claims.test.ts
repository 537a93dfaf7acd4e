import { describe, expect, it } from 'vitest';
import { claimsOf } from './claims.ts';

describe('what a configuration claims', () => {
  it('keepalived’s', () => {
    const text = `vrrp_instance a {
  virtual_router_id 51
  virtual_ipaddress { 10.0.0.9/24 dev eth0 }
}
vrrp_instance b { virtual_router_id 52
  virtual_ipaddress { 10.0.0.10 } }`;
    expect(claimsOf.keepalived?.(text)).toEqual({
      vrids: [51, 52],
      addresses: ['10.0.0.9/24', '10.0.0.10/32'],
    });
    expect(claimsOf.keepalived?.('')).toEqual({ vrids: [], addresses: [] });
  });

  it('FRR’s', () => {
    const text = 'interface eth0\n vrrp 5 version 3\n vrrp 5 ip 10.0.0.9\n vrrp 6 ipv6 fe80::9\n';
    expect(claimsOf.frr?.(text)).toEqual({ vrids: [5, 6], addresses: ['10.0.0.9', 'fe80::9'] });
  });

  it('heartbeat’s haresources, in every way in which it writes an address', () => {
    const text = `# node-a 10.0.0.1
node-a 10.0.0.9 IPaddr::10.0.0.10/24 nginx \\
  IPaddr2::10.0.0.11/24/eth0/10.0.0.255 drbddisk::r0 Filesystem::/dev/drbd0::/data::ext4 MailTo::a@b
node-b IPv6addr::2001:db8::9/64`;
    expect(claimsOf.heartbeat?.(text).addresses).toEqual([
      '10.0.0.9',
      '10.0.0.10/24',
      '10.0.0.11/24',
      '2001:db8::9/64',
    ]);
  });

  it('pacemaker’s cib.xml, whatever the order of its attributes', () => {
    const xml = `<resources>
      <primitive id="vip" class="ocf" provider="heartbeat" type="IPaddr2">
        <instance_attributes id="a"><nvpair id="b" name="ip" value="10.0.0.9"/>
        <nvpair value="24" name="cidr_netmask" id="c"/></instance_attributes>
      </primitive>
      <primitive type="IPv6addr" class="ocf" id="six"><nvpair name="ipv6addr" value="2001:db8::9"/></primitive>
      <primitive id="web" class="systemd" type="nginx"><nvpair name="ip" value="10.0.0.1"/></primitive>
    </resources>`;
    expect(claimsOf.pacemaker?.(xml).addresses).toEqual(['10.0.0.9/24', '2001:db8::9']);
  });

  it('ucarp’s command line', () => {
    const lines = `ucarp -i eth0 -s 10.0.0.1 -v 42 -p x -a 10.0.0.9 -B
ucarp --interface=eth0 --vhid=43 --addr=10.0.0.10`;
    expect(claimsOf.ucarp?.(lines)).toEqual({ vrids: [42, 43], addresses: ['10.0.0.9', '10.0.0.10'] });
  });
});
