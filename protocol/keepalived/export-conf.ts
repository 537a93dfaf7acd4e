import { garpSchema } from '../lab/checks.ts';
import type { Lab, LabNode, VirtualRouter } from '../lab/schema.ts';
import { requireUnicastAddresses, unicastAddressOf } from '../lab/unicast-address.ts';
import { ConfText, secondsText } from './conf-text.ts';
import { type PlacedCheck, placeChecks, writeChecks, writeTracks } from './export-checks.ts';
import { type ExportOptions, isOlder } from './export-options.ts';
import { type Note, note } from './notes.ts';

/**
 * The keepalived.conf of one node. Both nodes start as BACKUP: the priority alone decides, and nopreempt works.
 * @throws keepalived.cannot-express where leaving something out would change who is heard or what is run;
 *   lab.unicast-no-address
 */
export function exportConf(
  lab: Lab,
  node: LabNode,
  options: ExportOptions = {},
): { text: string; notes: Note[] } {
  const conf = new ConfText();
  requireUnicastAddresses(lab);
  const notes: Note[] = [];
  const checks = withoutSyncWeights(lab, placeChecks(lab.checks), notes);
  conf.comment(`Written by Tandem: lab ${lab.name}, node ${node.name}`);
  writeGlobals(conf, lab, node, notes);
  writeChecks(conf, checks, options, notes);
  for (const [index, router] of lab.virtualRouters.entries()) {
    conf.gap();
    writeInstance({ conf, lab, node, router, path: `virtualRouters.${index}`, checks, options, notes });
  }
  writeSyncGroups(conf, lab, notes);
  return { text: conf.text, notes };
}

/**
 * In a sync group keepalived ignores a script that has a weight, and its test refuses the file; one without puts the
 * whole group into fault, which is what a check is there for.
 */
function withoutSyncWeights(lab: Lab, checks: readonly PlacedCheck[], notes: Note[]): PlacedCheck[] {
  const isForAll = lab.virtualRouters.every((router) => isGrouped(lab, router));
  return checks.map((check) => {
    if (!isForAll || check.weight === 0) return check;
    notes.push(note('sync-group-weight', { what: `${check.path}.weight` }));
    return { ...check, weight: 0 };
  });
}

const isGrouped = ({ virtualRouters }: Lab, router: VirtualRouter): boolean =>
  virtualRouters.some(
    (other) => other !== router && other.syncGroup !== undefined && other.syncGroup === router.syncGroup,
  );

const instanceName = ({ vrid }: VirtualRouter) => `VI_${vrid}`;

function writeGlobals(conf: ConfText, lab: Lab, node: LabNode, notes: Note[]): void {
  const { garp } = lab;
  const normal = garpSchema.parse({});
  /** keepalived counts these in whole seconds. */
  const wholeSeconds = (path: string, milliseconds: number) => {
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds * 1000 !== milliseconds) notes.push(note('rounded', { what: path, value: `${seconds} s` }));
    return seconds;
  };
  const runsScripts =
    lab.checks.some(({ kind }) => kind !== 'process' && kind !== 'interface') ||
    lab.virtualRouters.some(({ notify }) => notify);
  conf.block(['global_defs'], () => {
    conf.statement('nodes', 'router_id', node.name);
    conf.statement('vrrpVersion', 'vrrp_version', lab.vrrpVersion);
    if (runsScripts) {
      conf.statement('checks', 'script_user', 'root');
      conf.statement('checks', 'enable_script_security');
    }
    if (lab.startupDelayMs > 0)
      conf.statement('startupDelayMs', 'vrrp_startup_delay', secondsText(lab.startupDelayMs));
    if (garp.repeat !== normal.repeat) conf.statement('garp', 'vrrp_garp_master_repeat', garp.repeat);
    if (garp.delayMs !== normal.delayMs)
      conf.statement('garp', 'vrrp_garp_master_delay', wholeSeconds('garp.delayMs', garp.delayMs));
    if (garp.refreshMs > 0)
      conf.statement('garp', 'vrrp_garp_master_refresh', wholeSeconds('garp.refreshMs', garp.refreshMs));
    if (garp.refreshRepeat !== normal.refreshRepeat)
      conf.statement('garp', 'vrrp_garp_master_refresh_repeat', garp.refreshRepeat);
    if (garp.intervalMs > 0) conf.statement('garp', 'vrrp_garp_interval', secondsText(garp.intervalMs));
  });
}

interface InstanceContext {
  conf: ConfText;
  lab: Lab;
  node: LabNode;
  router: VirtualRouter;
  path: string;
  checks: readonly PlacedCheck[];
  options: ExportOptions;
  notes: Note[];
}

function writeInstance(context: InstanceContext): void {
  const { conf, lab, node, router, path, checks } = context;
  conf.block(['vrrp_instance', instanceName(router)], () => {
    conf.statement(path, 'state', 'BACKUP');
    conf.statement('nodes', 'interface', node.interface);
    conf.statement(path, 'virtual_router_id', router.vrid);
    conf.statement(path, 'priority', router.priorities[node.name] ?? 100);
    conf.statement(path, 'advert_int', secondsText(lab.advertIntervalMs));
    // The owner of an address always takes it back; keepalived refuses both together.
    if (!router.preempt && router.priorities[node.name] === 255)
      context.notes.push(note('not-expressible', { what: `${path}.preempt` }));
    else if (!router.preempt) conf.statement(path, 'nopreempt');
    else if (router.preemptDelayMs > 0)
      conf.statement(path, 'preempt_delay', secondsText(router.preemptDelayMs));
    if (!router.preempt && router.preemptDelayMs > 0)
      context.notes.push(note('not-expressible', { what: `${path}.preemptDelayMs` }));
    if (router.vmac) conf.statement(path, 'use_vmac');
    if (router.vmac && router.transport === 'unicast') conf.statement(path, 'vmac_xmit_base');
    if (!router.accept) conf.statement(path, 'no_accept');
    if (router.checksumForm === 'message-only') writeChecksumForm(context);
    if (router.authPass !== undefined)
      conf.block(['authentication'], () => {
        conf.statement(path, 'auth_type', 'PASS');
        conf.statement(`${path}.authPass`, 'auth_pass', router.authPass ?? '');
      });
    if (router.transport === 'unicast') writeUnicast(context);
    writeAddresses(conf, 'virtual_ipaddress', router.vips);
    if (router.excludedVips.length > 0)
      writeAddresses(conf, 'virtual_ipaddress_excluded', router.excludedVips);
    writeTracks(conf, checks, isGrouped(lab, router), context.notes);
    writeNotify(context);
  });
}

function writeAddresses(conf: ConfText, keyword: string, addresses: readonly string[]): void {
  conf.block([keyword], () => {
    for (const address of addresses) conf.statement(keyword, address);
  });
}

function writeChecksumForm({ conf, path, options, notes }: InstanceContext): void {
  const what = `${path}.checksumForm`;
  if (isOlder(options, 2, 2, 8)) notes.push(note('not-expressible', { what }));
  else {
    conf.statement(path, 'v3_checksum_as_v2', 'on');
    if (!options.version) notes.push(note('needs-version', { what, version: '2.2.8' }));
  }
}

function writeUnicast({ conf, lab, node, router, path }: InstanceContext): void {
  const addressOf = (each: LabNode) => unicastAddressOf(each, router) ?? '';
  conf.statement(path, 'unicast_src_ip', addressOf(node));
  conf.block(['unicast_peer'], () => {
    for (const peer of lab.nodes) if (peer.name !== node.name) conf.statement(path, addressOf(peer));
  });
}

function writeNotify({ conf, router, path, notes }: InstanceContext): void {
  const { notify } = router;
  if (!notify) return;
  for (const event of ['master', 'backup', 'fault', 'stop'] as const) {
    const command = notify[event];
    if (command) conf.command(`${path}.notify.${event}`, `notify_${event}`, command, notify.user);
  }
  if (notify.timeoutMs !== 30_000) notes.push(note('not-expressible', { what: `${path}.notify.timeoutMs` }));
}

/** keepalived refuses a group of one, which has nobody to be in step with. */
function writeSyncGroups(conf: ConfText, lab: Lab, notes: Note[]): void {
  const names = new Set(lab.virtualRouters.flatMap(({ syncGroup }) => syncGroup ?? []));
  for (const name of names) {
    const members = lab.virtualRouters.filter(({ syncGroup }) => syncGroup === name);
    if (members.length === 1) {
      const what = `virtualRouters.${lab.virtualRouters.findIndex(({ syncGroup }) => syncGroup === name)}.syncGroup`;
      notes.push(note('not-expressible', { what }));
      continue;
    }
    conf.gap();
    conf.block(['vrrp_sync_group', name], () =>
      conf.block(['group'], () => {
        for (const router of members) conf.statement('syncGroup', instanceName(router));
      }),
    );
  }
}
