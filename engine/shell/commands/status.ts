import { wordPhrase } from '../../../protocol/contract/phrase.ts';
import type { Topology } from '../../../protocol/contract/topology.ts';
import { type Command, type CommandContext, exitStatus, loadLab, readStream } from '../command.ts';
import { visibleField } from '../terminal.ts';

/** Long enough for an advert, a report and an ARP answer; longer when the timers are. */
const shortestLookMs = 2500;
/** A node that is slow to let in has its say, too, within reason. */
const longestWaitMs = 10_000;

/** What a node that reports nothing is known to be. */
const silence: Partial<Record<Topology['nodes'][number]['agent'], string>> = {
  unknown: 'was not asked: no report of it has come yet',
  connecting: 'has not answered yet',
  lost: 'does not answer any more',
  'not-deployed': 'runs nothing of this lab',
};

const unfinishedText = (begun: string) =>
  `A deploy that began at ${begun} has not ended by the record: another Tandem is still at it, or it was cut short. Then nobody knows what the nodes have; deploying again puts it right.`;

export const status: Command = async (context) => {
  const wanted = loadLab(context, 0);
  const topology = await look(context, wanted);
  const virtualRouters = topology.virtualRouters.map((router) => ({
    vrid: router.vrid,
    vips: router.vips,
    owner: router.owner,
    since: router.sinceMs === null ? null : new Date(router.sinceMs).toISOString(),
    agree: router.verdict === 'owned',
    verdict: router.verdict,
    unknownBecause: router.unknownBecause ? wordPhrase(router.unknownBecause, 'en') : null,
    witnesses: router.witnesses,
  }));
  const text = topology.virtualRouters
    .map(({ vrid, vips, verdict, unknownBecause, owner, source, seenMs }) => {
      const age = seenMs === null ? '' : `, seen ${Math.round(topology.nowMs - seenMs)} ms ago`;
      const by = owner === null ? '' : ` by ${owner}, says ${source}${age}`;
      const why = unknownBecause ? `. ${wordPhrase(unknownBecause, 'en')}` : '';
      return `VRID ${vrid} ${vips.join(' ')}: ${verdict}${by}${why}`;
    })
    .join('\n');
  const others = topology.nodes.flatMap(({ name, otherLab, seenMs }) => {
    if (!otherLab) return [];
    const age = Math.round(topology.nowMs - (seenMs ?? topology.nowMs));
    const runs = `the lab ${visibleField(otherLab.lab)} as ${visibleField(otherLab.node)}`;
    return [`${name} runs ${runs}, by its report ${age} ms ago`];
  });
  const silent = topology.nodes.flatMap(({ name, agent, problem }) => {
    const says = silence[agent];
    if (says === undefined) return [];
    if (!problem) return [`${name} ${says}`];
    const what = agent === 'unknown' ? 'cannot be asked' : says;
    return [`${name} ${what}: ${visibleField(`${problem.message} ${problem.hint}`)}`];
  });
  const summary = (await context.client.call('labs.list', {})).find((entry) => entry.lab.name === wanted.lab);
  const begunMs = summary?.deployBegunMs ?? null;
  const deployBegun = begunMs === null ? null : new Date(begunMs).toISOString();
  const unfinished = deployBegun === null ? [] : [unfinishedText(deployBegun)];
  const lines = [text, ...silent, ...others, ...unfinished].join('\n');
  const { nodes, capture } = topology;
  context.print({ virtualRouters, nodes, capture, deployBegun }, lines);
  const isFine = others.length === 0 && topology.virtualRouters.every((router) => router.verdict === 'owned');
  return isFine ? exitStatus.done : exitStatus.expectationFailed;
};

/** It reports, or it is known why it does not. */
const hasAnswered = ({ agent, problem }: Topology['nodes'][number]): boolean =>
  problem !== null || (agent !== 'unknown' && agent !== 'connecting');

/** Watches until every witness had its chance to speak, and gives the last picture. */
async function look(context: CommandContext, wanted: ReturnType<typeof loadLab>): Promise<Topology> {
  let last: Topology | null = null;
  const startedMs = Date.now();
  await readStream(context, 'topology.watch', wanted, (topology) => {
    last = topology;
    const slowestMs = Math.max(...topology.virtualRouters.map((router) => router.masterDownIntervalMs));
    const lookedMs = Date.now() - startedMs;
    const isAnswered = lookedMs >= longestWaitMs || topology.nodes.every(hasAnswered);
    return isAnswered && lookedMs >= Math.max(shortestLookMs, slowestMs);
  });
  return last ?? context.client.call('topology.get', wanted);
}
