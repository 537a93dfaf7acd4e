import type { Messages } from './messages.ts';
import type { nodesEn } from './nodes.en.ts';

export const nodesZhCn: Messages<typeof nodesEn> = {
  label: '各节点关于 VRID {{vrid}} 的报告',
  none: '尚无报告',
  why: '原因',
  priority: '优先级',
  configured: '配置值 {{priority}}',
  bySwitchover: '计划内切换改为 {{priority}}',
  byCheck: '检查 {{name}} {{weight}}',
  byChecks: '检查 {{weight}}',
  limited: '限制在 1 到 254 之间',
  faults: '不能成为主用',
  mismatches: '不匹配',
  pastMismatch: '早前',
  counted_one: '{{count, number}} 个通告',
  counted_other: '{{count, number}} 个通告',
  checks: '健康检查',
  checksLead: '节点必须满足这些条件才能持有地址。',
  checksNone: '其 {{bare}}没有报告任何检查。',
  passing: '通过',
  failing: '失败',
  weightFault: '失败时进入故障状态',
  weight: '权重 {{weight}}',
  badgeMismatch: '不匹配',
  badgeChecks_one: '{{count}} 项检查失败',
  badgeChecks_other: '{{count}} 项检查失败',
  noWayIn: 'Tandem 无法登录 {{node}}。',
  lookAtKeys: '查看密钥',
  reloadRefused: '{{node}} 拒绝了新配置，继续使用之前的配置。',
  discards: '{{node}} 丢弃这些通告。听不到对方的两个节点都会成为主用：出现双主。',
  mismatch: {
    'ip-header-wrong': {
      title: '{{node}} 收到 {{peer}} 的通告，但 IP 首部不合法。',
      todo: '节点之间有设备改写或分片了报文：请检查隧道和 MTU。',
    },
    'ttl-not-255': {
      title: '{{node}} 收到 {{peer}} 的通告，但 TTL 不是 255。',
      todo: '两者之间有路由器，或发送方设置了其他 TTL。请将两个节点放在同一网段。',
    },
    'version-mismatch': {
      title: '{{node}} 与 {{peer}} 使用不同的 VRRP 版本。',
      todo: '请在两个节点上设置相同的版本。',
    },
    'type-unknown': {
      title: '{{peer}} 发给 {{node}} 的 VRRP 报文不是通告。',
      todo: '请找出发送它们的程序；监视界面会显示这些报文。',
    },
    'length-wrong': {
      title: '{{node}} 收到 {{peer}} 的通告，但长度过短或过长。',
      todo: '途中有设备截断报文，或发送方有缺陷：请在监视界面比较报文。',
    },
    'checksum-bad': {
      title: '{{node}} 收到 {{peer}} 的通告，但校验和错误。',
      todo: '途中有设备改写报文，或发送方计算有误：请在监视界面比较报文。',
    },
    'vrid-unknown': {
      title: '{{peer}} 通告了 {{node}} 没有的 VRID。',
      todo: '请为两个节点设置相同的虚拟路由器。',
    },
    'transport-mismatch': {
      title: '{{node}} 与 {{peer}} 中，一个使用组播，另一个使用单播。',
      todo: '请在两个节点上统一使用组播或单播。',
    },
    'not-a-peer': {
      title: '{{node}} 收到 {{peer}} 的通告，但它不在单播对端之中。',
      todo: '请将该地址加入对端，或停止从该地址发送的程序。',
    },
    'we-own-the-address': {
      title: '{{node}} 是地址拥有者（优先级 255），而 {{peer}} 也在通告它。',
      todo: '只能有一个节点的优先级为 255；或者为另一个虚拟路由器换一个 VRID。',
    },
    'count-zero': {
      title: '{{node}} 收到 {{peer}} 的通告，但其中没有地址。',
      todo: '请为发送方设置虚拟地址。',
    },
    'interval-zero': {
      title: '{{node}} 收到 {{peer}} 的通告，但间隔为 0。',
      todo: '请设置发送方的通告间隔。',
    },
    'auth-type-mismatch': {
      title: '{{node}} 与 {{peer}} 中，只有一个使用密码。',
      todo: '请在两个节点上设置相同的认证，或都不使用。',
    },
    'auth-mismatch': {
      title: '{{node}} 与 {{peer}} 的密码不同。',
      todo: '请在两个节点上设置相同的密码。',
    },
    'interval-mismatch': {
      title: '{{node}} 与 {{peer}} 的通告间隔不同。',
      todo: '请在两个节点上设置相同的间隔：VRRP 版本 2 不容许差异。',
    },
    'addresses-differ': {
      title: '{{node}} 与 {{peer}} 列出的虚拟地址不同。',
      todo: '请在两个节点上列出相同的地址：故障切换后会缺少部分地址，其他程序还会丢弃此类通告。',
    },
    'interval-differs': {
      title: '{{node}} 与 {{peer}} 的通告间隔不同。',
      todo: '请在两个节点上设置相同的间隔。VRRP 版本 3 跟随主用的间隔，因此切换所需时间取决于当前主用。',
    },
    unknown: {
      title: '{{node}} 报告了关于 {{peer}} 的“{{what}}”。',
      todo: '请比较两个节点的配置。',
    },
  },
  move: {
    title: '计划内切换',
    to: '移到 {{node}}',
    hint: '{{node}} 先成为主用，另一节点才放手，客户端不会感到中断。',
    running: '正在移到 {{node}}…',
    blocked: {
      offline: '与引擎没有连接。',
      keepalived: 'keepalived 无法被要求主动移交；演练可以停止它或使其崩溃。',
      'not-deployed': '该实验尚未部署。',
      drill: '演练正在进行。',
      'no-report': '{{node}} 没有上报。',
      fault: '{{node}} 处于故障状态。',
      starting: '{{node}} 仍在启动。',
      'is-master': '{{node}} 已经是主用。',
    },
    done: '{{node}} 在 {{time}} 后成为主用。',
    doneUntimed: '{{node}} 已成为主用。',
    wasThere: '{{node}} 本来就是主用；未做任何操作。',
    from: '{{from}} 已放手。',
    dismiss: '关闭结果',
    events: '发生了什么、何时发生',
    what: {
      requested: '已发送请求',
      advert: '新主用的第一个通告',
      announcement: '新主用向网段宣告自己',
      'became-master': '报告自己成为主用',
      'became-backup': '报告自己成为备用',
      'priority-reset': '恢复配置的优先级',
    },
  },
};
