import {
  checksumAsV2,
  groupOf,
  type Instance,
  instanceDefaults,
  isStrict,
  type KeepalivedConf,
  type Setting,
  versionOf,
} from '../keepalived/model.ts';
import { placeText } from '../keepalived/notes.ts';
import type { NamedConf } from './lint.ts';
import type { LintCheck, LintNode, LintPair, LintRouter, Located } from './pair.ts';

/** keepalived's defaults stand where a file says nothing, at the line of their instance. */
export function pairOfConfs([a, b]: readonly [NamedConf, NamedConf]): LintPair {
  return { nodes: [nodeOf(a), nodeOf(b)], isDualMaster: { value: false, where: '' } };
}

function nodeOf({ name, conf }: NamedConf): LintNode {
  return { name, routers: conf.instances.flatMap((instance) => routerOf(instance, conf)) };
}

function routerOf(instance: Instance, conf: KeepalivedConf): LintRouter[] {
  const { globals } = conf;
  if (!instance.vrid) return [];
  const where = placeText(instance.place);
  const located = <T>(setting: Setting<unknown> | undefined, value: T): Located<T> => ({
    value,
    where: setting ? placeText(setting.place) : where,
  });
  const vipsWhere = instance.vips[0] ? placeText(instance.vips[0].place) : where;
  const strict = isStrict(instance, globals);
  const { unicastPeers: peers, unicastSource, authPass, authType } = instance;
  const auth = authPass || authType ? `${authType?.value ?? 'PASS'} ${authPass?.value ?? ''}` : null;
  const form = checksumAsV2(instance, globals) ? 'message-only' : 'pseudo-header';
  return [
    {
      where,
      vrid: instance.vrid.value,
      interface: instance.interface?.value ?? globals.defaultInterface?.value ?? '',
      version: located(instance.version ?? globals.vrrpVersion, versionOf(instance, globals)),
      advertIntervalMs: located(
        instance.advertIntervalMs,
        instance.advertIntervalMs?.value ?? instanceDefaults.advertIntervalMs,
      ),
      priority: located(instance.priority, instance.priority?.value ?? instanceDefaults.priority),
      vips: { value: instance.vips.map(({ cidr }) => cidr), where: vipsWhere },
      eachVip: [...instance.vips, ...instance.excludedVips].map(({ cidr, place }) => ({
        cidr,
        where: placeText(place),
      })),
      auth: located(authPass ?? authType, auth),
      state: located(instance.state, instance.state?.value ?? null),
      preempt: located(instance.noPreempt, !instance.noPreempt),
      preemptDelayMs: located(instance.preemptDelayMs, instance.preemptDelayMs?.value ?? 0),
      unicast: located(
        peers[0] ?? unicastSource,
        peers.length === 0
          ? null
          : { source: unicastSource?.value ?? null, peers: peers.map(({ value }) => value) },
      ),
      strict: located(instance.strict ?? globals.strict, strict),
      accept: instance.accept?.value ?? !strict,
      checksum: located(instance.checksumAsV2 ?? globals.checksumAsV2, form),
      checks: checksOf(instance, conf),
      syncGroup: groupOf(instance, conf)?.name ?? null,
    },
  ];
}

/** The trackers of the instance; those of its sync group are the group's own and keep their weights. */
function checksOf({ tracks }: Instance, { scripts, processes }: KeepalivedConf): LintCheck[] {
  const made = (
    name: string,
    weight: number,
    reverse: boolean,
    where: string,
    program?: string,
  ): LintCheck => ({
    name,
    where,
    weight: reverse ? -weight : weight,
    ...(program === undefined ? {} : { program }),
  });
  return [
    ...tracks.script.flatMap((reference) => {
      const script = scripts.find(({ name }) => name === reference.name);
      if (!script) return [];
      const weight = reference.weight ?? script.weight?.value ?? 0;
      const place = reference.weight === undefined ? (script.weight?.place ?? script.place) : reference.place;
      const program = script.command?.value[0];
      return [made(script.name, weight, reference.reverse || script.reverse, placeText(place), program)];
    }),
    ...tracks.process.flatMap((reference) => {
      const process = processes.find(({ name }) => name === reference.name);
      if (!process) return [];
      const weight = reference.weight ?? process.weight?.value ?? 0;
      const place =
        reference.weight === undefined ? (process.weight?.place ?? process.place) : reference.place;
      return [made(process.name, weight, reference.reverse || process.reverse, placeText(place))];
    }),
    ...tracks.interface.map(({ name, weight = 0, reverse, place }) =>
      made(name, weight, reverse, placeText(place)),
    ),
  ];
}
