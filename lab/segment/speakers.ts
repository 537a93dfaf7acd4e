import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { checkout } from '../testbed/paths.ts';
import { Program } from './program.ts';
import type { Segment, StationName } from './segment.ts';

/** One virtual router of a test, as every speaker understands it. Times are milliseconds. */
export interface Play {
  family: 4 | 6;
  version: 2 | 3;
  advertIntervalMs: number;
  vrid: number;
  /** With prefixes; IPv6: a link-local one first. */
  vips: string[];
  transport: 'multicast' | 'unicast';
  /** v2 only. */
  password?: string;
}

/** A VRRP program on a station. */
export interface Speaker {
  readonly name: string;
  readonly station: StationName;
  /** Why it cannot play this; null where it can. */
  refusal(play: Play): string | null;
  start(play: Play, priority: number): Promise<void>;
  /** As an administrator stops it. */
  stop(): Promise<void>;
  /** SIGKILL to all its processes; whatever a dead machine would have taken along is gone too. */
  crash(): Promise<void>;
  /** To all its processes: they stand still, or go on. */
  freeze(isFrozen: boolean): void;
  /** What it wrote, for a test that failed. */
  output(): string;
}

const other = (station: StationName): StationName => (station === 'a' ? 'b' : 'a');

abstract class Contained implements Speaker {
  abstract readonly name: string;
  readonly station: StationName;
  protected readonly segment: Segment;
  protected program: Program | undefined;
  protected play: Play | undefined;

  constructor(segment: Segment, station: StationName) {
    this.segment = segment;
    this.station = station;
  }

  refusal(_play: Play): string | null {
    return null;
  }

  protected abstract launch(play: Play, priority: number): Program;

  async start(play: Play, priority: number): Promise<void> {
    this.play = play;
    this.program = this.launch(play, priority);
  }

  async stop(): Promise<void> {
    if (this.program?.alive) await this.program.stop();
  }

  async crash(): Promise<void> {
    await this.program?.kill();
    for (const vip of this.play?.vips ?? [])
      if (this.segment.addresses(this.station).includes(vip))
        this.segment.station(this.station).namespace.ip('address', 'delete', vip, 'dev', 'eth0');
  }

  freeze(isFrozen: boolean): void {
    this.program?.freeze(isFrozen);
  }

  output(): string {
    return this.program?.output ?? '';
  }

  /** A file in the segment's folder, which the programs see. */
  protected write(name: string, text: string): string {
    mkdirSync(this.segment.directory, { recursive: true });
    writeFileSync(join(this.segment.directory, name), text);
    return name;
  }

  protected addressOf(station: StationName, family: 4 | 6): string {
    const { ipv4, ipv6 } = this.segment.station(station);
    return family === 4 ? ipv4 : ipv6;
  }
}

/** Our agent, from the sources of this checkout. */
export class AgentSpeaker extends Contained {
  readonly name = 'tandem-agent';
  /** What else its configuration says. */
  extra: Partial<AgentConfigInput> & { router?: object } = {};

  get socket(): string {
    return join(this.segment.directory, `agent-${this.station}`, 'control.sock');
  }

  get configFile(): string {
    return join(this.segment.directory, `agent-${this.station}.json`);
  }

  configure(play: Play, priority: number): AgentConfigInput {
    const { family, transport, password, ...rest } = play;
    const { router, ...extra } = this.extra;
    const config: AgentConfigInput = {
      format: 1,
      lab: 'segment',
      node: this.station,
      virtualRouters: [
        {
          ...rest,
          priority,
          interface: 'eth0',
          ...(transport === 'unicast'
            ? { unicast: { peers: [this.addressOf(other(this.station), family)] } }
            : {}),
          ...(password === undefined ? {} : { authPass: password }),
          ...router,
        },
      ],
      ...extra,
    };
    this.write(`agent-${this.station}.json`, JSON.stringify(config));
    return config;
  }

  protected launch(play: Play, priority: number): Program {
    this.configure(play, priority);
    const state = join(this.segment.directory, `agent-${this.station}`);
    const places = ['--config', this.configFile, '--socket', this.socket, '--state-dir', state];
    const main = join(checkout, 'agent/main.ts');
    return Program.start(this.segment, this.station, [process.execPath, main, 'run', ...places]);
  }

  /** SIGHUP: reads its configuration again. */
  reload(): void {
    this.program?.signal('SIGHUP');
  }
}

/** Debian's keepalived. */
export class KeepalivedSpeaker extends Contained {
  readonly name = 'keepalived';
  /** Lines inside the vrrp_instance. */
  extra: string[] = [];

  protected launch(play: Play, priority: number): Program {
    const file = this.write(`keepalived-${this.station}.conf`, this.configuration(play, priority));
    const command = `keepalived -n -l -D -f /mnt/${file} -p /run/parent.pid -r /run/vrrp.pid`;
    return Program.startInRoot(this.segment, this.station, `exec ${command}`);
  }

  configuration(play: Play, priority: number): string {
    const { family, version, vrid, advertIntervalMs, vips, transport, password } = play;
    const unicast = [
      `unicast_src_ip ${this.addressOf(this.station, family)}`,
      `unicast_peer {\n    ${this.addressOf(other(this.station), family)}\n  }`,
    ];
    const lines = [
      'state BACKUP',
      'interface eth0',
      `virtual_router_id ${vrid}`,
      `priority ${priority}`,
      `advert_int ${advertIntervalMs / 1000}`,
      ...(transport === 'unicast' ? unicast : []),
      ...(password === undefined
        ? []
        : [`authentication {\n    auth_type PASS\n    auth_pass ${password}\n  }`]),
      ...this.extra,
      `virtual_ipaddress {\n    ${vips.join('\n    ')}\n  }`,
    ];
    return `global_defs {\n  vrrp_version ${version}\n}\nvrrp_instance play {\n  ${lines.join('\n  ')}\n}\n`;
  }
}

/** FRRouting's vrrpd, which wants its macvlan made beforehand. */
export class FrrSpeaker extends Contained {
  readonly name = 'FRR vrrpd';

  override refusal(play: Play): string | null {
    if (play.transport === 'unicast') return 'FRR has no unicast';
    if (play.password !== undefined) return 'FRR has no authentication';
    return null;
  }

  protected launch(play: Play, priority: number): Program {
    const { family, version, vrid, advertIntervalMs, vips } = play;
    const addresses = vips.map((vip) => `vrrp ${vrid} ${family === 4 ? 'ip' : 'ipv6'} ${vip.split('/')[0]}`);
    const lines = [
      `vrrp ${vrid} version ${version}`,
      `vrrp ${vrid} priority ${priority}`,
      `vrrp ${vrid} advertisement-interval ${advertIntervalMs}`,
      ...addresses,
    ];
    const file = this.write(`frr-${this.station}.conf`, `interface eth0\n ${lines.join('\n ')}\n`);
    const mac = `00:00:5e:00:0${family === 4 ? 1 : 2}:${vrid.toString(16).padStart(2, '0')}`;
    const linkLocal = `${this.addressOf(this.station, 6)}f/64`;
    const script = `
      ip link add name vrrp-play link eth0 type macvlan mode bridge
      ip link set dev vrrp-play addrgenmode none
      ip link set dev vrrp-play address ${mac}
      ${vips.map((vip) => `ip address add ${vip} dev vrrp-play${family === 6 ? ' nodad' : ''}`).join('\n')}
      # Made from the virtual MAC address it would be the same on both nodes, and ties could not be decided.
      ip address add ${linkLocal} dev vrrp-play nodad
      ip link set dev vrrp-play up
      mkdir -p /run/frr /var/tmp/frr
      cp /mnt/${file} /run/frr/play.conf
      chown frr:frr /run/frr /run/frr/play.conf /var/tmp/frr
      common="-z /run/frr/zserv.api --vty_socket /run/frr -u frr -g frr"
      /usr/lib/frr/zebra $common -i /run/frr/zebra.pid &
      until [ -S /run/frr/zserv.api ]; do sleep 0.05; done
      exec /usr/lib/frr/vrrpd $common -i /run/frr/vrrpd.pid -f /run/frr/play.conf --log stdout`;
    return Program.startInRoot(this.segment, this.station, script);
  }

  override async stop(): Promise<void> {
    await super.stop();
    this.#removeMacvlan();
  }

  override async crash(): Promise<void> {
    await this.program?.kill();
    this.#removeMacvlan();
  }

  #removeMacvlan(): void {
    const { namespace } = this.segment.station(this.station);
    if (namespace.ip('-o', 'link', 'show').includes('vrrp-play')) namespace.ip('link', 'delete', 'vrrp-play');
  }
}
