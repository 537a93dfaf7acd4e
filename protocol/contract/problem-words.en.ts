import { deployWordsEn } from './deploy-words.en.ts';
import type { ProblemWords } from './problem-codes.ts';

export const problemWordsEn: ProblemWords = {
  ...deployWordsEn,
  'internal.unexpected': {
    message: 'Something failed that Tandem did not foresee.',
    hint: 'The cause below is the original error. Please report it with the steps that led here.',
  },
  'request.invalid': {
    message: 'The request is not valid: {detail}',
    hint: 'Correct the named field and try again.',
  },
  'request.unknown-method': {
    message: 'The engine does not know the method {method}.',
    hint: 'The window and the engine are of different versions. Restart Tandem.',
  },
  'request.version-mismatch': {
    message: 'The window speaks contract {client}, the engine {server}.',
    hint: 'Reload the page; if that does not help, restart Tandem.',
  },
  'request.cancelled': {
    message: 'Cancelled.',
    hint: 'Nothing more will be done; start again when you like.',
  },
  'server.token-rejected': {
    message: 'This browser has no valid token for the engine.',
    hint: 'The address that Tandem printed lets in the first browser that opens it. For this one press Enter where Tandem runs, and open the address that it prints, including the part after “#”.',
  },
  'server.disconnected': {
    message: 'The connection to the engine is lost.',
    hint: 'Tandem reconnects by itself. If it does not, check that the engine is still running.',
  },
  'server.port-taken': {
    message: 'Port {port} on this machine is in use.',
    hint: 'Leave out --port to let the system choose a free one, or stop the program that uses it.',
  },
  'data.unusable': {
    message: 'The data folder {folder} cannot be used.',
    hint: 'Name one that you may write to (--data DIR), or mend what the cause says. A tandem.sqlite that is damaged can be moved away: with it go the record of what is deployed and the reports, and nothing on a host.',
  },
  'lab.not-found': {
    message: 'There is no lab named “{lab}”.',
    hint: 'Choose one from the list, or create it.',
  },
  'lab.invalid': {
    message: 'The lab is not valid: {path}: {detail}',
    hint: 'Correct the named field. Nothing was changed on any host.',
  },
  'lab.file-unreadable': {
    message: 'The lab file {file} cannot be read.',
    hint: 'Check the path, that you may read it, and that it holds JSON.',
  },
  'lab.busy': {
    message: 'A deploy, an uninstall or a drill of lab “{lab}” is still running.',
    hint: 'Wait until it has finished, or cancel it, then try again.',
  },
  'lab.vip-outside-subnet': {
    message: 'The VIP {vip} is not in the subnet {subnet} of {node}.',
    hint: 'Choose an unused address inside {subnet}; hosts elsewhere could never reach it through ARP.',
  },
  'lab.vip-is-node-address': {
    message: 'The VIP {vip} is the own address of {node}.',
    hint: 'Choose an address that belongs to no host: it must be able to move.',
  },
  'lab.vip-unusable': {
    message:
      'The VIP {vip} is the first or the last address of {subnet}: the network’s own, or that of all its hosts.',
    hint: 'No host can have it (RFC 1122, 3.2.1.3). Choose an unused address in between.',
  },
  'lab.vip-shared': {
    message: 'The VIP {vip} belongs to the virtual routers {first} and {second} at once.',
    hint: 'Two masters would hold it at the same time. Give each virtual router addresses of its own.',
  },
  'lab.priority-owner': {
    message: 'Priority 255 means “owner of the address” (RFC 9568, 5.2.4), and {node} does not own {vip}.',
    hint: 'Use 1 to 254. A usual pair is 150 and 100.',
  },
  'lab.priorities-equal': {
    message: 'Both nodes have priority {priority} for virtual router {vrid}.',
    hint: 'Give the preferred node the higher one; with equal priorities the higher IP address wins, which nobody reads at a glance.',
  },
  'lab.unicast-no-address': {
    message: 'Virtual router {vrid} is unicast over {family}, and the lab has no {family} address of {node}.',
    hint: 'Give both nodes in the lab file a “unicastAddress”, the {family} address of each on its interface, or choose the transport “multicast”.',
  },
  'host.unreachable': {
    message: '{host} does not answer.',
    hint: 'Check that it is on, that the address is right, and that this machine has a route to it.',
  },
  'host.name-unknown': {
    message: 'The name {host} leads to no address.',
    hint: 'Check how it is written and that this machine resolves it, or use the address instead.',
  },
  'host.port-closed': {
    message: '{host} refuses connections on port {port}.',
    hint: 'Check that sshd runs there and listens on this port, and that no firewall rejects it.',
  },
  'host.timed-out': {
    message: '{host} did not answer within {seconds} s.',
    hint: 'A firewall may drop the packets, or the host is overloaded. Try again.',
  },
  'host.lost': {
    message: 'The connection to {host} broke while “{step}” was under way.',
    hint: 'When the host is back, run it again: what was half done is finished or rolled back first.',
  },
  'host.key-unknown': {
    message: 'The SSH host key of {host} is not known yet: {fingerprint}.',
    hint: 'Compare it with what the host itself says (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub), then trust it. No credential has been sent.',
  },
  'host.key-changed': {
    message: 'The SSH host key of {host} has changed: known {known}, offered {offered}.',
    hint: 'Either the host was reinstalled or somebody is in between. Nothing was sent. Only if you know why it changed, forget the old key and trust the new one.',
  },
  'host.key-revoked': {
    message: '{host} offers a host key that {place} marks as revoked: {fingerprint}.',
    hint: 'Somebody who holds this key can pass for the host. Nothing was sent. Give the host a new key (ssh-keygen -A after removing the old one), or take the @revoked line away if it is wrong.',
  },
  'host.key-not-offered': {
    message: '{host} does not offer a key with the fingerprint {fingerprint}.',
    hint: 'Look at its keys again; they may have changed since.',
  },
  'host.auth-failed': {
    message: '{host} rejects the credentials of user “{user}”.',
    hint: 'Check the user name and the password or key, and that sshd allows this way in (PermitRootLogin, PasswordAuthentication).',
  },
  'host.prompt-unknown': {
    message: '{host} asks “{prompt}” before it lets user “{user}” in.',
    hint: 'Tandem answers a question for the password only. Use a key, or an account that needs no second factor or new password.',
  },
  'host.agent-missing': {
    message: 'There is no ssh-agent and no key for {user} on {host}.',
    hint: 'Start one and add your key (ssh-add), so that SSH_AUTH_SOCK is set before Tandem starts; or name a key file, or use a password.',
  },
  'host.key-unreadable': {
    message: 'The private key {path} cannot be used.',
    hint: 'Check the path, and that you may read the file.',
  },
  'host.key-format': {
    message: 'The file {path} holds no private key that can be read: {detail}.',
    hint: 'OpenSSH and PEM keys are read. A PuTTY key becomes one with puttygen KEY.ppk -O private-openssh -o KEY; another PEM key with ssh-keygen -p -f KEY.',
  },
  'host.passphrase-missing': {
    message: 'The private key {path} is protected by a passphrase.',
    hint: 'Enter it, set the environment variable {env} before you start Tandem, or add the key to an ssh-agent (ssh-add {path}) and choose the agent.',
  },
  'host.passphrase-wrong': {
    message: 'The passphrase does not open the private key {path}.',
    hint: 'Enter it again. ssh-keygen -y -f {path} shows whether a passphrase is the right one. Nothing was sent to the host.',
  },
  'host.ssh-config-invalid': {
    message: 'ssh cannot say how {host} is reached: its configuration does not hold.',
    hint: 'See what “ssh -G {host}” prints, and correct ~/.ssh/config or /etc/ssh/ssh_config. Nothing was sent.',
  },
  'host.jump-failed': {
    message: '{host} is reached through {jump}, which opens no way to it.',
    hint: 'See that {jump} reaches it, and that its sshd allows forwarding (AllowTcpForwarding).',
  },
  'host.secret-missing': {
    message: 'There is no password for {user} on {host}.',
    hint: 'Enter it on the card of the lab. For scripts, name an environment variable as auth.env of the node in the lab file.',
  },
  'host.variable-unset': {
    message: 'There is no password for {user} on {host}: the environment variable {env} is not set.',
    hint: 'Set it before you start Tandem; for a lab, its card takes the password, too.',
  },
  'host.sudo-refused': {
    message: 'sudo on {host} rejects user “{user}”.',
    hint: 'Check the sudo password, and that the user may run sudo (groups: sudo or wheel).',
  },
  'host.sudo-not-allowed': {
    message: 'sudo on {host} lets user “{user}” run some commands only.',
    hint: 'Tandem needs a root shell: allow all commands for this user (ALL=(ALL:ALL) ALL), or use another user.',
  },
  'host.sudo-needs-terminal': {
    message: 'sudo on {host} wants a terminal (requiretty).',
    hint: 'Tandem runs commands without one. Add “Defaults:{user} !requiretty” with visudo.',
  },
  'host.sudo-password-missing': {
    message: 'sudo on {host} asks for the password of “{user}”.',
    hint: 'Enter the sudo password, or set the environment variable {env}.',
  },
  'host.shell-noisy': {
    message: 'The login shell of {user} on {host} prints “{text}” before every command.',
    hint: 'It would end up in what is read over SSH. Let ~/.bashrc print only in interactive shells: put “case $- in *i*) ;; *) return ;; esac” at its beginning.',
  },
  'host.same-machine': {
    message: '{a} and {b} are one and the same machine (same machine-id).',
    hint: 'Choose two different hosts. If they are clones, give one a new id: rm /etc/machine-id && systemd-machine-id-setup.',
  },
  'host.unsupported': {
    message: '{host} cannot be a node: {detail}.',
    hint: 'The agent needs Linux on x86-64 or arm64 with systemd and glibc 2.28 or newer. The backend keepalived needs systemd alone, on any processor that the distribution has it for.',
  },
  'host.disk-full': {
    message: '{host} has {freeMb} MB free in {path}; {neededMb} MB are needed.',
    hint: 'Free some space there and run it again. Nothing was left behind.',
  },
  'host.interface-missing': {
    message: '{host} has no interface “{interface}”.',
    hint: 'It has: {available}.',
  },
  'host.command-failed': {
    message: '“{command}” failed on {host} with exit status {status}.',
    hint: 'The cause below is what it printed.',
  },
  'host.upload-corrupt': {
    message: 'What arrived on {host} is not what was sent (SHA-256 differs).',
    hint: 'The upload was removed. Run it again; if it happens again, suspect the disk or the link.',
  },
  'agent.archive-missing': {
    message: 'The host is {machine}, and there is no agent for {arch} here (there is one for: {available}).',
    hint: 'Build it: npm run build:agent. For arm64 that takes Debian’s package g++-aarch64-linux-gnu.',
  },
  'agent.unreachable': {
    message: 'The agent on {node} does not answer.',
    hint: 'Look at it on the host: systemctl status tandem-agent',
  },
  'agent.config-invalid': {
    message: 'The agent refuses its configuration: {path}: {detail}',
    hint: 'Correct the named field. A running agent stays on its last good configuration.',
  },
  'agent.interface-unready': {
    message: 'The agent cannot use an interface yet: {path}: {detail}',
    hint: 'It tries again every second until the interface is there and has an address. Otherwise correct the named field.',
  },
  'agent.address-present': {
    message: 'Somebody else has put a VIP on this machine: {path}: {address} is on {interface}.',
    hint: 'If a program that was killed left it behind: ip address delete {address}/{prefix} dev {interface}',
  },
  'agent.already-running': {
    message: 'Another agent already answers on {socket}.',
    hint: 'One agent speaks for all virtual routers of a host. Stop the other one, or let it run.',
  },
  'capture.not-permitted': {
    message: 'Tandem may not capture on this machine.',
    hint: 'Start it as root, or give the tap alone the right: {fix}. Meanwhile the nodes’ own reports are shown.',
  },
  'capture.unsupported': {
    message: 'Capturing is not possible on this system: {detail}.',
    hint: 'Use a Linux machine on the segment, or watch through a node over SSH.',
  },
  'capture.interface-missing': {
    message: 'There is no interface “{interface}” on this machine.',
    hint: 'It has: {available}.',
  },
  'capture.ended': {
    message: 'The capture on {interface} ended.',
    hint: 'The interface may be gone, or the tap was killed. Start it again.',
  },
  'capture.file-unreadable': {
    message: 'The capture file {file} cannot be read.',
    hint: 'Check the path and that you may read it.',
  },
  'capture.file-unknown': {
    message: '{file} is neither a pcap nor a pcapng file.',
    hint: 'Unpack it first if it is compressed; save other formats as pcapng with the program that wrote them.',
  },
  'capture.file-damaged': {
    message: '{file} cannot be read from byte {offset} on ({reason}); {frames} frames stand before it.',
    hint: 'The program that wrote it was probably stopped, or the copy is incomplete. The frames before are whole.',
  },
  'keepalived.file-unwritable': {
    message: 'The configuration cannot be written to {file}.',
    hint: 'Name a folder that can be made or written to, with space left.',
  },
  'keepalived.file-unreadable': {
    message: 'The configuration {file} cannot be read.',
    hint: 'Check the path and that you may read it.',
  },
  'keepalived.cannot-express': {
    message: 'keepalived.conf has no way to say {what}: {value}',
    hint: 'Change it in the lab. Quotes, backslashes and control characters cannot be written.',
  },
  'keepalived.import-invalid': {
    message: 'These configurations do not make a lab: {detail}',
    hint: 'Correct it in both files. They must be those of both nodes of one pair, with the same virtual_router_id.',
  },
  'discovery.range-too-large': {
    message: '{cidr} has {hosts} addresses; more than {limit} are not scanned.',
    hint: 'Scan a /16 or smaller, or name the host yourself.',
  },
  'discovery.range-wide': {
    message: '{cidr} has {hosts} addresses: to ask them all takes about {seconds} s.',
    hint: 'Agree to it (the box beside the range, or --wide on the command line), or scan a /22 or smaller.',
  },
  'discovery.range-invalid': {
    message: '“{cidr}” is not an IPv4 range.',
    hint: 'Write it as address/prefix, for example 192.168.1.0/24.',
  },
  'drill.not-ready': {
    message: 'The drill cannot start: {detail}',
    hint: 'A drill starts only from a steady state: one owner, both nodes healthy.',
  },
  'drill.guard-not-armed': {
    message: 'The guard on {node} could not be armed, so the drill did not start.',
    hint: 'Nothing was broken. The cause below says what the host refused.',
  },
  'drill.running': {
    message: 'A drill is already running on lab “{lab}”.',
    hint: 'Wait for it, or halt it.',
  },
  'drill.halted': {
    message: 'The drill was halted and everything was put back.',
    hint: 'Release the halt before you start another.',
  },
  'drill.revert-failed': {
    message: '{node} could not be put back: {detail}',
    hint: 'Run on that host as root: {commands}',
  },
  'drill.unknown': { message: 'There is no drill “{kind}”.', hint: 'Known drills: {known}.' },
  'report.not-found': { message: 'There is no report {id}.', hint: 'Choose one from the list.' },
  'practice.unsupported': {
    message: 'The practice lab cannot run on this machine: {detail}.',
    hint: 'It needs Linux, root, systemd-nspawn and debootstrap. You can use your own two hosts instead.',
  },
  'practice.busy': {
    message: 'The practice lab is being worked on by process {pid}.',
    hint: 'Wait until that is done.',
  },
  'practice.failed': {
    message: 'The practice lab did not come up: {detail}',
    hint: 'The log above has the failing command. Take it down and try again.',
  },
  'switchover.needs-agent': {
    message: 'Lab “{lab}” runs keepalived, which cannot be asked to hand over.',
    hint: 'Stop keepalived on the master for an unplanned one, or change the priorities of the lab and deploy it again.',
  },
  'switchover.unknown-router': {
    message: '{node} has no virtual router {vrid}.',
    hint: 'Deploy the lab again, or name one of its virtual routers.',
  },
  'switchover.interface-needed': {
    message: 'Virtual router {vrid} is on more than one interface of {node}: {interfaces}.',
    hint: 'Name the interface of the one that is meant.',
  },
  'switchover.in-fault': {
    message: 'Virtual router {vrid} on {node} cannot take over now: {cause}.',
    hint: 'Mend that first; `tandem status` shows when it is a backup again.',
  },
  'switchover.not-master': {
    message: 'Virtual router {vrid} on {node} is not the master.',
    hint: 'There is nothing to hand over. Look at who leads now.',
  },
  'switchover.priority-exhausted': {
    message: 'The master of virtual router {vrid} has priority {priority}; nobody can be above it.',
    hint: 'Give the master a priority of at most 253: 255 owns the address, and a takeover needs one above it.',
  },
  'switchover.not-possible': {
    message: 'Virtual router {vrid} cannot be moved to {node}: {reason}',
    hint: 'Both nodes have to answer, and the node has to be a backup.',
  },
  'switchover.not-done': {
    message: 'Virtual router {vrid} is not with {node} after {seconds} s.',
    hint: 'The nodes hear each other? Look at the adverts in the monitor. The cause below says what each node reports.',
  },
  'keepalived.not-installed': {
    message: 'keepalived is not installed on {node}.',
    hint: 'Allow Tandem to install it with the host’s package manager (--install-keepalived), or install it yourself.',
  },
  'keepalived.install-failed': {
    message: 'keepalived could not be installed on {host}.',
    hint: 'The cause below is what the package manager said. Install it by hand, then deploy again.',
  },
  'keepalived.conf-exists': {
    message: '{node} has a {file} that Tandem did not write.',
    hint: 'Import it to see that pair as it is, or allow Tandem to replace it (--replace-keepalived-conf); uninstall brings it back.',
  },
  'keepalived.conf-edited': {
    message: '{file} on {node} was changed since Tandem wrote it.',
    hint: 'The plan shows the difference. Allow Tandem to replace it (--replace-keepalived-conf); the changed one stays beside it as {kept}.',
  },
  'keepalived.conf-refused': {
    message: 'keepalived on {host} refuses the configuration.',
    hint: 'Nothing was changed there. The cause below is what `keepalived --config-test` said.',
  },
};
