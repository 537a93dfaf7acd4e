import { type Form, form } from './forms.ts';

/** What a task writes into its log, by where it is made; what a step says as well is in `stepForms`. */
export const logForms: readonly Form[] = [
  // engine/deploy/open-nodes.ts
  form(
    '{distribution}, kernel {kernel}, {machine}, glibc {glibc}',
    '{distribution}，内核 {kernel}，{machine}，glibc {glibc}',
  ),
  // engine/deploy/agent-work.ts
  form('removed the old agent {name}', '已删除旧代理 {name}'),
  form('old agents were not removed: {problem}', '旧代理未删除：{problem}'),
  // engine/deploy/keepalived/work.ts
  form('nobody asked who has the VIPs: no capture on this machine', '未询问谁持有虚拟地址：本机没有抓包'),
  // engine/deploy/demo-page/with-demo-page.ts
  form('the demo page stays as it is: {problem}', '演示页面保持原样：{problem}'),
  // engine/deploy/verify-service.ts
  form('{count} more pages at the VIPs were not asked for', '虚拟地址上另有 {count} 个页面未请求'),
  // engine/deploy/uninstall.ts
  form('{node} was not cleaned: {problem}', '{node} 未能清理：{problem}'),
  form('removed from {rule}', '已移除规则 {rule}'),
  form(
    '{file} stays until nothing else is left; uninstall again then',
    '其余内容清除之前保留 {file}；之后请再次卸载',
  ),
  form('changed since, not by Tandem: {line}', '其间有变化，但并非 Tandem 所为：{line}'),
  form('there is no manifest: {instead}', '没有清单：{instead}'),
  form('the manifest cannot be read ({reason}): {instead}', '无法读取清单（{reason}）：{instead}'),
  form(
    'a deploy of an earlier version was there before the manifest: {instead}',
    '在有清单之前，早期版本已部署过：{instead}',
  ),
  form(
    'what was there before the first deploy is not known; everything that Tandem can leave is looked for',
    '首次部署之前的内容未知；将查找 Tandem 可能留下的所有内容',
  ),
  // engine/drills/drills.ts
  form('verdict {verdict}; report {report}', '结论：{verdict}；报告 {report}'),
];

/** Parts of a proof that a deploy writes: they stand side by side behind semicolons. */
export const proofForms: readonly Form[] = [
  // engine/deploy/verify.ts
  form('VRID {vrid} is owned by {node}: {grounds}', 'VRID {vrid} 由 {node} 持有：{grounds}'),
  form('by {seen} on {interface}, {grounds}', '依据 {interface} 上的{seen}，以及{grounds}'),
  form('by both nodes’ reports and by the nodes’ addresses', '两个节点的报告和节点上的地址'),
  form('the wire was not checked (no capture here)', '未检查线路（本机没有抓包）'),
  form(
    'its adverts were not checked (they are unicast and do not get here)',
    '未检查其通告（单播通告不会到达本机）',
  ),
];
