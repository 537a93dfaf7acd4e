import type { AgentStatus, RouterStatus, VrrpState } from '../../protocol/control/agent-messages.ts';
import { isIpv6Instance, type KeepalivedConf } from '../../protocol/keepalived/model.ts';
import { isIpv6 } from '../../protocol/lab/router-rules.ts';
import type { Lab, LabNode, VirtualRouter } from '../../protocol/lab/schema.ts';
import { canonicalAddress } from '../../protocol/wire/address.ts';
import type { Served } from '../deploy/other-lab.ts';
import { masterDownMs } from '../topology/lab-timers.ts';
import { type InstanceLog, readKeepalivedLog } from './journal.ts';
import { keepalivedUnit } from './paths.ts';
import type { KeepalivedReport } from './report.ts';

export interface KeepalivedSetup {
  version: string;
  /** As the file on the host says; null where there is none. */
  conf: KeepalivedConf | null;
  /** What its file says it was written for; null where Tandem did not write it. */
  served: Served | null;
}

/**
 * A keepalived's report in the form of an agent's. The addresses are the kernel's; a state is keepalived's own words in
 * the journal, and where those are missing what its addresses say.
 */
export function keepalivedStatus(
  lab: Lab,
  node: LabNode,
  { version, conf, served }: KeepalivedSetup,
  report: KeepalivedReport,
): AgentStatus {
  const log = readKeepalivedLog(report.journal);
  return {
    version: `keepalived ${version}`,
    lab: served?.lab ?? lab.name,
    node: served?.node ?? node.name,
    pid: report.pid,
    startedNs: '0',
    nowNs: report.nowNs,
    routers: lab.virtualRouters.map((router) =>
      routerStatus({ lab, node, router, report, conf, instances: log.instances }),
    ),
    checks: report.active === 'active' ? [...log.trackers].map(([name, said]) => ({ name, ...said })) : [],
    lastReload: null,
  };
}

interface Sources {
  lab: Lab;
  node: LabNode;
  router: VirtualRouter;
  report: KeepalivedReport;
  conf: KeepalivedConf | null;
  instances: ReadonlyMap<string, InstanceLog>;
}

function routerStatus({ lab, node, router, report, conf, instances }: Sources): RouterStatus {
  const family = isIpv6(router.vips[0] ?? '') ? 6 : 4;
  const instance = conf?.instances.find(
    (candidate) => candidate.vrid?.value === router.vrid && isIpv6Instance(candidate) === (family === 6),
  );
  const addressOf = (entry: string) => entry.split('/')[0];
  const addressesHeld = [...router.vips, ...router.excludedVips].filter((vip) =>
    report.held.some(({ address }) => addressOf(address) === addressOf(vip)),
  );
  const said = instances.get(instance?.name ?? `VI_${router.vrid}`);
  const interfaceName = instance?.interface?.value ?? node.interface;
  const state = stateOf(report, said, addressesHeld.length > 0);
  const configured = instance?.priority?.value ?? router.priorities[node.name] ?? 100;
  return {
    vrid: router.vrid,
    interface: interfaceName,
    family,
    ...state,
    sinceNs: (report.active === 'active' && said?.sinceNs) || report.nowNs,
    priority: said?.effectivePriority ?? configured,
    configuredPriority: configured,
    switchoverPriority: null,
    faults: said?.state === 'fault' ? [said.cause] : [],
    masterAddress: family === 6 && state.state === 'master' ? linkLocalOf(interfaceName, lab, report) : null,
    masterPriority: null,
    advertIntervalMs: instance?.advertIntervalMs?.value ?? lab.advertIntervalMs,
    masterDownIntervalMs: masterDownMs(lab, router),
    addressesHeld,
    counters: { advertsSent: 0, advertsReceived: 0, discarded: {}, becameMaster: 0 },
    mismatches: [],
  };
}

/** What an IPv6 speaker's adverts come from: the interface's own link-local address (RFC 9568, 5.1.2.1). */
function linkLocalOf(interfaceName: string, lab: Lab, { held }: KeepalivedReport): string | null {
  const textOf = (entry: string) => canonicalAddress(entry.split('/')[0] ?? entry);
  const vips = lab.virtualRouters.flatMap((router) => [...router.vips, ...router.excludedVips].map(textOf));
  const own = held.filter((entry) => entry.interface === interfaceName).map(({ address }) => textOf(address));
  return own.find((address) => /^fe[89ab][0-9a-f]:/.test(address) && !vips.includes(address)) ?? null;
}

function stateOf(
  report: KeepalivedReport,
  said: InstanceLog | undefined,
  holdsVips: boolean,
): { state: VrrpState; cause: string } {
  if (report.active !== 'active') {
    const result = report.result && report.result !== 'success' ? ` (${report.result})` : '';
    return { state: 'initialize', cause: `${keepalivedUnit} is ${report.active || 'not there'}${result}` };
  }
  if (said) return { state: said.state, cause: said.cause };
  return holdsVips
    ? { state: 'master', cause: 'it holds the VIP; keepalived’s log says nothing' }
    : { state: 'backup', cause: 'it holds no VIP; keepalived’s log says nothing' };
}
