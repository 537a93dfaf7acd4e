/** Everything that Tandem puts on a host, and nothing else: uninstall removes exactly these. */
export const installFolder = '/opt/tandem';
export const currentLink = `${installFolder}/current`;
export const agentProgram = `${currentLink}/bin/tandem-agent`;
export const configFolder = '/etc/tandem';
export const configFile = `${configFolder}/agent.json`;
export const unitName = 'tandem-agent.service';
export const unitFile = `/etc/systemd/system/${unitName}`;
/** What a file is called until it is whole; a host that is rebooted in between keeps it. */
export const unfinished = (file: string) => `${file}.new`;
export const runtimeFolder = '/run/tandem-agent';
/** The agent's own list of the addresses it may hold, one `INTERFACE ADDRESS/PREFIX` a line. */
export const vipFile = `${runtimeFolder}/vips`;
/** flock(1) target; on a tmpfs, so that it cannot outlive a boot. */
export const lockFile = '/run/tandem.lock';

export const drillFolder = '/run/tandem-drill';
/** The transient units that put a drill back by themselves. */
export const drillUnits = ['tandem-drill-cap.timer', 'tandem-drill-lease.service'];
/** Runtime drop-in that keeps a killed speaker from being started again at once. */
export const noRestartFolderOf = (unit: string) => `/run/systemd/system/${unit}.d`;
export const noRestartFileOf = (unit: string) => `${noRestartFolderOf(unit)}/50-tandem-drill.conf`;

/** What uninstall goes by. */
export const manifestFile = `${configFolder}/manifest.json`;
/** Where `systemctl enable` puts its link. */
export const wantsFolder = '/etc/systemd/system/multi-user.target.wants';
/** The agent's packet filter, of virtual routers that do not accept. */
export const filterTable = 'inet tandem_agent';
