import type { Language } from '../contract/words.ts';

/** What a lint can find about a pair, with what to do: a closed list. `{a}` and `{b}` are the two nodes or files. */
interface Words {
  message: string;
  hint: string;
}

export const findingWords = {
  'version-differs': {
    en: {
      message:
        'VRID {vrid}: {a} speaks VRRP version {first}, {b} version {second}; each discards the other’s adverts.',
      hint: 'Set the same version on both, or both become master.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{a} 使用 VRRP 版本 {first}，{b} 使用版本 {second}；双方都丢弃对方的通告。',
      hint: '请将两侧设为同一版本，否则两侧都会成为主用。',
    },
  },
  'instance-missing': {
    en: {
      message: '{a} has no vrrp_instance.',
      hint: 'Give the file that has it; what its include lines name is read along, where it can be read here.',
    },
    'zh-CN': {
      message: '{a} 中没有 vrrp_instance。',
      hint: '请给出包含它的文件；其 include 行所指的文件若可读取，会一并读取。',
    },
  },
  'setting-missing': {
    en: {
      message: 'The vrrp_instance {name} of {a} has no {keyword}.',
      hint: 'Add it: keepalived refuses to start the instance without.',
    },
    'zh-CN': {
      message: '{a} 的 vrrp_instance {name} 缺少 {keyword}。',
      hint: '请补上：缺少它时 keepalived 拒绝启动该实例。',
    },
  },
  'vrid-missing': {
    en: {
      message: 'VRID {vrid} stands on {a} only; {b} does not back it up.',
      hint: 'Add the virtual router to {b}, or correct the VRID: both nodes of a pair have the same.',
    },
    'zh-CN': {
      message: 'VRID {vrid} 只在 {a} 上；{b} 不为其提供备份。',
      hint: '请在 {b} 上添加该虚拟路由器，或更正 VRID：同一对节点的 VRID 相同。',
    },
  },
  'vrid-duplicate': {
    en: {
      message: 'VRID {vrid} is used twice on interface {interface} of {a}.',
      hint: 'Give every virtual router of one network its own VRID.',
    },
    'zh-CN': {
      message: '{a} 的接口 {interface} 上 VRID {vrid} 使用了两次。',
      hint: '同一网络中的每个虚拟路由器应有各自的 VRID。',
    },
  },
  'interval-fraction': {
    en: {
      message:
        'VRID {vrid} on {a}: VRRP version 2 counts whole seconds; an interval of {interval} ms is rounded.',
      hint: 'Write whole seconds, or set version 3 on both nodes for shorter intervals.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：VRRP 版本 2 以整秒计；{interval} ms 的间隔会被取整。',
      hint: '请写整秒，或在两个节点上改用版本 3 以使用更短的间隔。',
    },
  },
  'interval-differs': {
    en: {
      message:
        'VRID {vrid}: the advert interval is {first} ms on {a} and {second} ms on {b} (VRRP version {version}).',
      hint: 'Set the same on both. Version 2 discards adverts with another interval, so that both become master; version 3 takes over the master’s.',
    },
    'zh-CN': {
      message:
        'VRID {vrid}：通告间隔在 {a} 上为 {first} ms，在 {b} 上为 {second} ms（VRRP 版本 {version}）。',
      hint: '请将两侧设为相同。版本 2 会丢弃间隔不同的通告，两侧都会成为主用；版本 3 采用主用的间隔。',
    },
  },
  'vips-differ': {
    en: {
      message: 'VRID {vrid}: {a} advertises {first}, {b} advertises {second}.',
      hint: 'List the same VIPs on both. keepalived up to 2.3.2 discards adverts with another list: both become master.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{a} 通告 {first}，{b} 通告 {second}。',
      hint: '请在两侧列出相同的 VIP。keepalived 2.3.2 及更早版本会丢弃列表不同的通告：两侧都会成为主用。',
    },
  },
  'vips-missing': {
    en: {
      message: 'VRID {vrid} on {a} has no VIP.',
      hint: 'List at least one address that moves; an advert without addresses is discarded.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid} 没有 VIP。',
      hint: '请至少列出一个可移动的地址；不含地址的通告会被丢弃。',
    },
  },
  'vip-unusable': {
    en: {
      message: 'VRID {vrid} on {a}: {vip} is no address that a host can have.',
      hint: 'Choose a free address of the network; its first and last, loopback and multicast addresses are not.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：{vip} 不是主机可用的地址。',
      hint: '请选择该网络中的空闲地址；网络地址、广播地址、环回和多播地址均不可用。',
    },
  },
  'vip-duplicate': {
    en: {
      message: '{vip} is a VIP of VRID {vrid} and of VRID {other} on {a}.',
      hint: 'Leave it in one of them: whichever becomes backup takes the address from the other.',
    },
    'zh-CN': {
      message: '{vip} 同时是 {a} 上 VRID {vrid} 和 VRID {other} 的 VIP。',
      hint: '请只保留在其中一个：任何一个变为备用时，都会移除另一个正在使用的地址。',
    },
  },
  'vips-many': {
    en: {
      message: 'VRID {vrid} on {a} advertises {count} VIPs.',
      hint: 'Advertise one and put the others into virtual_ipaddress_excluded: adverts stay small, and lists cannot differ.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid} 通告 {count} 个 VIP。',
      hint: '只通告一个，其余放入 virtual_ipaddress_excluded：通告更小，列表也不会不一致。',
    },
  },
  'vip-elsewhere': {
    en: {
      message: 'VRID {vrid}: the VIP {vip} is not in the same network as {address}, from which {a} speaks.',
      hint: 'Check the address and its prefix length; hosts of another network cannot reach the VIP through ARP.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：VIP {vip} 与 {a} 的源地址 {address} 不在同一网络。',
      hint: '请检查地址及其前缀长度；其他网络的主机无法通过 ARP 到达该 VIP。',
    },
  },
  'prefix-differs': {
    en: {
      message: 'VRID {vrid}: {address} has prefix length {first} on {a} and {second} on {b}.',
      hint: 'Use the same, normally that of the network; a takeover would change which hosts are reached directly.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{address} 的前缀长度在 {a} 上为 {first}，在 {b} 上为 {second}。',
      hint: '请使用相同的前缀长度，通常为所在网络的；否则接管会改变可直达的主机。',
    },
  },
  'auth-differs': {
    en: {
      message: 'VRID {vrid}: {a} and {b} do not have the same authentication.',
      hint: 'Use the same type and password on both, or none; otherwise both become master.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{a} 与 {b} 的认证不同。',
      hint: '请在两侧使用相同的类型和密码，或都不使用；否则两侧都会成为主用。',
    },
  },
  'auth-without-effect': {
    en: {
      message: 'VRID {vrid} on {a} has a password, but VRRP version 3 has no authentication.',
      hint: 'Remove it; a filter for protocol 112 protects better.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid} 设有密码，但 VRRP 版本 3 没有认证。',
      hint: '请将其移除；针对协议号 112 的过滤更有效。',
    },
  },
  'auth-truncated': {
    en: {
      message: 'VRID {vrid} on {a}: only the first 8 of the password’s {length} characters count.',
      hint: 'Shorten it, so that nobody takes it for stronger than it is.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：密码有 {length} 个字符，只有前 8 个有效。',
      hint: '请缩短密码，以免误以为它更强。',
    },
  },
  'priority-equal': {
    en: {
      message: 'VRID {vrid}: {a} and {b} both have priority {priority}.',
      hint: 'Give the preferred node the higher one; with equal priorities the higher address wins a contest.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{a} 与 {b} 的优先级都是 {priority}。',
      hint: '请给首选节点更高的优先级；相同时由较大的地址胜出。',
    },
  },
  'priority-owner': {
    en: {
      message: 'VRID {vrid} on {a} has priority 255, which says that the VIP is its own address.',
      hint: 'Use 254 or less: as owner it ignores weights and takes the VIP back at once.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid} 优先级为 255，即声明 VIP 是其自有地址。',
      hint: '请使用 254 或更小：作为拥有者它会忽略权重，并立即收回 VIP。',
    },
  },
  'unicast-mixed': {
    en: {
      message:
        'VRID {vrid}: {unicast} speaks unicast, {multicast} multicast; each discards the other’s adverts.',
      hint: 'Give both nodes unicast_peer, or neither.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{unicast} 使用单播，{multicast} 使用组播；双方都丢弃对方的通告。',
      hint: '请让两个节点都使用 unicast_peer，或都不使用。',
    },
  },
  'unicast-peer-missing': {
    en: {
      message: 'VRID {vrid}: {b} speaks from {address}, which is not among the unicast peers of {a}.',
      hint: 'Name each node’s unicast_src_ip in the other’s unicast_peer; otherwise adverts never arrive.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{b} 的源地址为 {address}，不在 {a} 的单播对端中。',
      hint: '请在对方的 unicast_peer 中写入各节点的 unicast_src_ip；否则通告无法送达。',
    },
  },
  'both-master': {
    en: {
      message: 'VRID {vrid}: both nodes have “state MASTER”.',
      hint: 'Use “state BACKUP” on both and let the priority decide.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：两个节点都是“state MASTER”。',
      hint: '请在两侧使用“state BACKUP”，由优先级决定。',
    },
  },
  'nopreempt-master': {
    en: {
      message: 'VRID {vrid} on {a}: nopreempt has no effect beside “state MASTER”.',
      hint: 'Use “state BACKUP”.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：与“state MASTER”同用时 nopreempt 无效。',
      hint: '请使用“state BACKUP”。',
    },
  },
  'nopreempt-differs': {
    en: {
      message: 'VRID {vrid}: only {a} has nopreempt.',
      hint: 'Set it on both, or it depends on who failed first whether the VIP moves back.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：只有 {a} 设有 nopreempt。',
      hint: '请在两侧都设置，否则 VIP 是否移回取决于谁先故障。',
    },
  },
  'preempt-delay-without-preempt': {
    en: {
      message: 'VRID {vrid} on {a}: a preempt delay has no effect where preemption is off.',
      hint: 'Remove one of the two.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：抢占关闭时抢占延迟无效。',
      hint: '请移除其中之一。',
    },
  },
  'strict-unicast': {
    en: {
      message: 'VRID {vrid} on {a}: vrrp_strict forbids unicast peers.',
      hint: 'Remove vrrp_strict.',
    },
    'zh-CN': { message: '{a} 上的 VRID {vrid}：vrrp_strict 禁止单播对端。', hint: '请移除 vrrp_strict。' },
  },
  'strict-auth': {
    en: {
      message: 'VRID {vrid} on {a}: vrrp_strict forbids authentication.',
      hint: 'Remove vrrp_strict or the authentication block.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：vrrp_strict 禁止认证。',
      hint: '请移除 vrrp_strict 或 authentication 块。',
    },
  },
  'strict-drops': {
    en: {
      message: 'VRID {vrid} on {a}: vrrp_strict drops everything that is sent to the VIP, ping included.',
      hint: 'Remove vrrp_strict, or add “accept”, unless the VIP is only a gateway.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：vrrp_strict 会丢弃发往 VIP 的一切流量，包括 ping。',
      hint: '除非 VIP 仅作网关，请移除 vrrp_strict 或添加“accept”。',
    },
  },
  'checksum-differs': {
    en: {
      message: 'VRID {vrid}: {a} computes its checksum as {first}, {b} as {second}.',
      hint: 'Use one form on both: programs that know only the other discard the adverts, and both become master.',
    },
    'zh-CN': {
      message: 'VRID {vrid}：{a} 的校验和形式为 {first}，{b} 为 {second}。',
      hint: '请在两侧使用同一形式：只认另一形式的程序会丢弃通告，两侧都会成为主用。',
    },
  },
  'weight-too-small': {
    en: {
      message:
        'VRID {vrid}: when {check} fails on {a}, its priority falls from {from} to {to}, and {b} has {other}: the VIP stays where the check fails.',
      hint: 'Use a weight of at least {needed} in amount, or weight 0, with which a failed check gives the VIP away.',
    },
    'zh-CN': {
      message:
        'VRID {vrid}：{check} 在 {a} 上失败时，其优先级从 {from} 降到 {to}，而 {b} 为 {other}：VIP 仍留在检查失败的节点。',
      hint: '请使用绝对值至少为 {needed} 的权重，或使用权重 0（检查失败即让出 VIP）。',
    },
  },
  'weight-nopreempt': {
    en: {
      message:
        'VRID {vrid} on {a}: {check} has weight {weight}, but with nopreempt on {b} a lowered priority moves nothing.',
      hint: 'Use weight 0, or allow preemption: a backup that may not preempt waits as long as adverts arrive.',
    },
    'zh-CN': {
      message:
        '{a} 上的 VRID {vrid}：{check} 的权重为 {weight}，但 {b} 设有 nopreempt，优先级降低也不会切换。',
      hint: '请使用权重 0，或允许抢占：不得抢占的备用只要收到通告就会一直等待。',
    },
  },
  'weight-mixed': {
    en: {
      message:
        'VRID {vrid} on {a}: {zero} has weight 0 and puts the node out of the contest when it fails; {weighted} only changes the priority.',
      hint: 'Both are right for different things; check that each is meant.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid}：{zero} 的权重为 0，失败即退出竞争；{weighted} 只改变优先级。',
      hint: '两者各有用途；请确认都符合本意。',
    },
  },
  'sync-weight': {
    en: {
      message: 'VRID {vrid} on {a} is in sync group {group}, which ignores the weight {weight} of {check}.',
      hint: 'Use weight 0 for the trackers of a sync group.',
    },
    'zh-CN': {
      message: '{a} 上的 VRID {vrid} 属于同步组 {group}，该组忽略 {check} 的权重 {weight}。',
      hint: '同步组的跟踪项请使用权重 0。',
    },
  },
  'sync-differs': {
    en: {
      message: 'Sync group {group}: its virtual routers do not all prefer the same node.',
      hint: 'Give one node the higher priority for all of them; otherwise the group is elected again and again.',
    },
    'zh-CN': {
      message: '同步组 {group}：其虚拟路由器的首选节点不一致。',
      hint: '请让同一节点在全部路由器上优先级更高；否则会反复选举。',
    },
  },
  'script-relative': {
    en: {
      message: '{check} on {a} runs “{program}”, which is not an absolute path.',
      hint: 'Write the whole path: what a service finds otherwise depends on its environment.',
    },
    'zh-CN': {
      message: '{a} 上的 {check} 运行“{program}”，不是绝对路径。',
      hint: '请写完整路径：否则结果取决于服务的环境。',
    },
  },
  'dual-master-same': {
    en: {
      message: 'Dual-master, but {a} is preferred for every virtual router.',
      hint: 'Mirror the priorities of one of them, so that each node serves one.',
    },
    'zh-CN': {
      message: '双主模式，但所有虚拟路由器都首选 {a}。',
      hint: '请对调其中一个的优先级，使两个节点各承担一个。',
    },
  },
  'conf-note': {
    en: {
      message: 'The configuration could not be read as it stands: {text}.',
      hint: 'Correct the line; keepalived -t shows what it makes of it.',
    },
    'zh-CN': { message: '配置无法按原样读取：{text}。', hint: '请更正该行；keepalived -t 会显示其解读。' },
  },
} as const satisfies Record<string, Record<Language, Words>>;

export type FindingCode = keyof typeof findingWords;
export const findingCodes = Object.keys(findingWords) as FindingCode[];
