import { type NodeName, nodeExec } from '../testbed/index.ts';

/** Where dnf of a node finds its packages. */
export const repositoryFolder = '/srv/rpms';
export const repositoryFile = '/etc/yum.repos.d/lab.repo';

/** As RHEL 9 ships it: it forks, its options are in /etc/sysconfig, and it comes with a configuration that speaks. */
const unit = `[Unit]
Description=LVS and VRRP High Availability Monitor
After=network-online.target

[Service]
Type=forking
PIDFile=/run/keepalived.pid
KillMode=process
EnvironmentFile=-/etc/sysconfig/keepalived
ExecStart=/usr/sbin/keepalived $KEEPALIVED_OPTIONS
ExecReload=/bin/kill -HUP $MAINPID

[Install]
WantedBy=multi-user.target
`;
const sample = `vrrp_instance VI_1 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 250
  advert_int 1
  virtual_ipaddress {
    10.77.0.204
  }
}
`;

/** The library comes as a package of its own, which also stands for the shell that rpm wants for the scripts. */
const keepalivedSpec = `Name: keepalived
Version: 2.2.7
Release: 1
Summary: High Availability monitor
License: GPLv2+
AutoReqProv: no
Requires: libnl3
%description
The test bed's keepalived, as an RPM.
%install
cp -a /srv/build/keepalived/. %{buildroot}/
%post
systemctl daemon-reload
%preun
[ $1 != 0 ] || systemctl --no-reload disable --now keepalived.service || :
%postun
systemctl daemon-reload
%files
%dir /etc/keepalived
%dir /etc/sysconfig
%config(noreplace) /etc/keepalived/keepalived.conf
%config(noreplace) /etc/sysconfig/keepalived
/usr/lib/systemd/system/keepalived.service
/usr/sbin/keepalived
`;
const librarySpec = `Name: libnl3
Version: 3.7.0
Release: 1
Summary: Its library
License: LGPLv2
AutoReqProv: no
Provides: /bin/sh
%description
What keepalived alone needs of the test bed's libraries.
%install
cp -a /srv/build/libnl3/. %{buildroot}/
%files
/usr/lib/x86_64-linux-gnu/libnl-genl-3.so.*
`;

/** $1 is the repository's folder, $2 its description for dnf. Built of the files that the node's own packages have. */
const script = `set -e
umask 022
mkdir -p /srv/build "$1" /etc/yum.repos.d
cd /srv/build
mkdir -p keepalived/etc/keepalived keepalived/etc/sysconfig keepalived/usr/sbin keepalived/usr/lib/systemd/system
cp -a /usr/sbin/keepalived keepalived/usr/sbin/
printf 'KEEPALIVED_OPTIONS="-D"\\n' > keepalived/etc/sysconfig/keepalived
mv unit keepalived/usr/lib/systemd/system/keepalived.service
mv sample keepalived/etc/keepalived/keepalived.conf
mkdir -p libnl3/usr/lib/x86_64-linux-gnu
cp -a /usr/lib/x86_64-linux-gnu/libnl-genl-3.so.* libnl3/usr/lib/x86_64-linux-gnu/
for name in keepalived libnl3; do
  rpmbuild -bb --quiet --define '_topdir /srv/build' --define "_rpmdir $1" --define '__os_install_post %{nil}' $name.spec
done
createrepo_c --quiet "$1"
cp description "$2"
rm -rf /srv/build
`;

/** Makes keepalived and its library an RPM each, and tells the node's dnf of them. */
export async function makeRpmRepository(node: NodeName): Promise<void> {
  const description = `[lab]\nname=lab\nbaseurl=file://${repositoryFolder}\ngpgcheck=0\n`;
  const files = { unit, sample, description, 'keepalived.spec': keepalivedSpec, 'libnl3.spec': librarySpec };
  await ok(node, ['mkdir', '-p', '/srv/build']);
  for (const [name, text] of Object.entries(files)) await ok(node, ['tee', `/srv/build/${name}`], text);
  await ok(node, ['sh', '-c', script, 'sh', repositoryFolder, repositoryFile]);
}

async function ok(node: NodeName, argv: readonly string[], input = ''): Promise<void> {
  const { status, stdout, stderr } = await nodeExec(node, argv, { input, timeoutMs: 120_000 });
  if (status !== 0) throw new Error(`${argv.slice(0, 2).join(' ')} on ${node}: ${stderr || stdout}`);
}
