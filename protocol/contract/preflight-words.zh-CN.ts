import type { PreflightWords } from './preflight-findings.ts';

export const preflightWordsZhCn: PreflightWords = {
  'access.root': { message: '{user} 可以登录，且为 root。' },
  'access.sudo': { message: '{user} 可以登录，并通过 sudo 成为 root。' },
  'shell.sane': { message: '登录 shell 按要求执行命令，没有多余输出。' },
  'shell.noisy': {
    message: '{user} 的登录 shell 在每条命令前输出“{text}”。',
    hint: '这些内容会混入通过 SSH 读取的文件。请让 ~/.bashrc 只在交互式 shell 中输出：在开头加上“case $- in *i*) ;; *) return ;; esac”。',
  },
  'shell.restricted': {
    message: '{user} 的登录 shell 无法运行 /bin/sh：{text}',
    hint: '请为该用户设置普通 shell：usermod --shell /bin/bash {user}。受限 shell（rbash、nologin）无法启动代理。',
  },
  'transport.works': { message: '{kilobytes} kB 数据逐字节无误地送达 root 命令。' },
  'transport.damaged': {
    message: '发送给 root 命令的数据没有原样到达。',
    hint: '代理就是这样传送的。请检查 sudo 或 shell 外层是否有读取或改动标准输入的包装程序。',
  },
  'machine.fits': { message: '{distribution}，内核 {kernel}，{machine}；有对应的代理。' },
  'machine.any': { message: '{distribution}，内核 {kernel}，{machine}；keepalived 由其发行版提供。' },
  'init.systemd': { message: 'init 为 systemd。' },
  'libc.fits': { message: 'C 库为 glibc {glibc}。' },
  'writable.yes': { message: 'root 可以写入部署所需的位置。' },
  'writable.no': {
    message: '即使是 root 也无法写入 {paths}。',
    hint: '它以只读方式挂载，或设置了不可变属性（lsattr -d）。请查看 findmnt --target {first}；若磁盘自行变为只读，请查看 dmesg。',
  },
  'disk.enough': { message: '{path} 有 {freeMb} MB 可用；需要 {neededMb} MB。' },
  'disk.installed': { message: '该版本的代理已经安装。' },
  'disk.unknown': {
    message: '无法读取 {path} 的可用空间。',
    hint: '请查看“df -Pk {path}”的输出。需要 {neededMb} MB；部署时若空间不足，会中止并撤销已做的更改。',
  },
  'clock.close': { message: '其时钟与本机相差不超过 {offset}。' },
  'clock.apart': {
    message: '其时钟与本机相差 {offset}（{direction}）。',
    hint: 'VRRP 不受影响，Tandem 会自行换算，但日志无法对照。请查看 timedatectl，并启用时间同步服务（systemd-timesyncd、chrony）。',
  },
  'clock.unknown': {
    message: '无法读取其时钟。',
    hint: '是否有“date +%s%N”（GNU coreutils）？其他功能不受影响。',
  },
  'interface.up': { message: '{interface} 已启用，地址为 {addresses}。' },
  'interface.down': {
    message: '{interface} 已关闭。',
    hint: '请启用：ip link set {interface} up（用“down”撤销），并让网络配置在启动时启用它。',
  },
  'interface.no-carrier': {
    message: '{interface} 没有链路。',
    hint: '请插好网线，或检查交换机端口。没有链路的 VRRP 路由器会停留在 Initialize。',
  },
  'way-in.another': { message: 'SSH 从 {entry} 进入，VIP 位于 {interface}。' },
  'way-in.same': {
    message: '{interface} 既承载 VIP，又是登录通道。',
    hint: '无需修正。切断此链路的演练也会切断 Tandem：届时主机由自己的定时器恢复。',
  },
  'network-manager.none': { message: '没有发现会移除 {interface} 上外来地址的网络服务。' },
  'network-manager.networkd': {
    message: 'systemd-networkd 管理 {interface}，每次重新配置（networkctl reconfigure）时都会移除 VIP。',
    hint: '代理会重新添加 VIP，但会有中断。请在其 .network 文件的 [Network] 节中设置 KeepConfiguration=static（systemd.network(5)），或在对外服务期间不要重启 networkd。',
  },
  'network-manager.networkd-keeps': {
    message: 'systemd-networkd 管理 {interface}，且已设置为保留外来地址。',
  },
  'network-manager.nm': {
    message: 'NetworkManager 管理 {interface}，每次重新激活时都会移除 VIP。',
    hint: '代理会重新添加 VIP，但会有中断。对外服务期间请勿对它执行“nmcli device reapply”或“connection up”，或使其不受管理：nmcli device set {interface} managed no（地址需另行配置；参见 NetworkManager.conf(5) 的 unmanaged-devices）。',
  },
  'network-manager.dhcpcd': {
    message: 'dhcpcd 正在管理 {interface}。',
    hint: '节点应使用固定地址：通告的源地址不应随租约变化。请在 /etc/dhcpcd.conf 中写“interface {interface}”和“static ip_address=”（dhcpcd.conf(5)）；若由其他程序配置地址，则写“denyinterfaces {interface}”。然后重启 dhcpcd。',
  },
  'network-manager.dhcpcd-fixed': { message: 'dhcpcd 正在管理 {interface}，使用固定地址。' },
  'ha-managers.none': { message: '没有其他高可用管理程序在运行或会随系统启动。' },
  'ha-managers.running': {
    message: '{names} 正在运行{holds}。',
    hint: '只要不共用 VRID 或 VIP，两个管理程序可以共存。如果不需要：{stop}。',
  },
  'ha-managers.enabled': {
    message: '{names} 目前未运行，但会在下次启动时运行{holds}。',
    hint: '如果不需要：{stop}。',
  },
  'ha-managers.conflict': {
    message: '{names} 也配置了本实验要使用的 {what}。',
    hint: '备用节点在网络上不发声，只能从配置看出。请改用其他 VRID 和 VIP，或停用它：{stop}。keepalived 的配置可以先导入（tandem keepalived import）。',
  },
  'service.answers': { message: '{url} 返回 {status}。' },
  'service.listens': { message: '有程序监听 80 端口；没有 curl，未请求页面。' },
  'service.failing': {
    message: '{url} 返回 {status}。',
    hint: 'VIP 将指向一个报错的服务。请在主机上检查；以此地址作健康检查可阻止该节点成为主用。',
  },
  'service.stopped': {
    message: 'nginx 已安装但未运行；{url} 无应答。',
    hint: '请启动：systemctl start nginx（用“stop”撤销）。',
  },
  'service.elsewhere': {
    message: '{url} 没有应答。该主机上的程序在别处监听：{programs}。',
    hint: '请让健康检查询问它监听的地址，或让它也在那里监听：VIP 的客户端只能访问监听所有地址或监听 VIP 的程序。',
  },
  'service.absent': {
    message: '{url} 无应答。',
    hint: 'VIP 仍可移动，但背后没有服务。请在两个节点上安装 nginx 或其他服务。',
  },
  'two-machines.yes': { message: '两个节点是两台不同的机器。' },
  'lab.fits': { message: '实验的优先级各不相同，地址可以移动。' },
  'vips.fit': { message: '{vips}：位于 {interface} 的子网内，且不是任何主机自己的地址。' },
  'vips.network-address': {
    message: 'VIP {vip} 是 {subnet} 的网络地址。',
    hint: '任何主机都不能使用它（RFC 1122, 3.2.1.3）。请在 {subnet} 的首尾地址之间选择未使用的地址。',
  },
  'vips.broadcast-address': {
    message: 'VIP {vip} 是 {subnet} 的广播地址。',
    hint: '任何主机都不能使用它（RFC 1122, 3.2.1.3）。请在 {subnet} 的首尾地址之间选择未使用的地址。',
  },
  'vips.shared': {
    message: 'VIP {vip} 同时属于虚拟路由器 {first} 和 {second}。',
    hint: '两个主用节点会同时持有它。请为每个虚拟路由器分配各自的地址。',
  },
  'vips.prefix-differs': {
    message: 'VIP {vip} 的前缀与 {interface} 的 {subnet} 不同。',
    hint: '可以工作，但会为相同的主机增加第二条路由。请写成 {better}。',
  },
  'vips.no-link-local': {
    message: '{interface} 没有 IPv6 链路本地地址，而 IPv6 通告要从该地址发出。',
    hint: '该节点将永远无法成为主用。请启用 IPv6：sysctl -w net/ipv6/conf/{interface}/disable_ipv6=0，并让内核生成该地址（ip link set {interface} addrgenmode eui64），或手动添加一个 fe80::/64 地址。',
  },
  'same-segment.yes': { message: '{from} 的广播帧到达了 {interface}。' },
  'same-segment.no': {
    message: '{from} 的广播帧没有到达 {node} 的 {interface}。',
    hint: '两个接口不在同一个二层网段：请检查 VLAN、交换机（客户端隔离、私有 VLAN）、云平台虚拟网络，以及 {interface} 是否正确。VIP 只能在同一网段内移动。',
  },
  'vrrp-passes.yes': { message: '从 {from} 到 {target} 的 IP 协议 112 可以通过。' },
  'vrrp-passes.blocked-in': {
    message: '{from} 发往 {target} 的 IP 协议 112 到达 {node} 后被丢弃：{rule}',
    hint: '两个节点会同时成为主用。请放行 VRRP：nft insert rule {chain} {match} accept，并写入开机加载规则的文件。“修复”会执行前一步；卸载时会一并撤销。',
  },
  'vrrp-passes.blocked-out': {
    message: '发往 {target} 的 IP 协议 112 无法离开 {from}：{rule}',
    hint: '对端会与它同时成为主用。请放行 VRRP：nft insert rule {chain} {match} accept，并写入开机加载规则的文件。“修复”会执行前一步；卸载时会一并撤销。',
  },
  'vrrp-passes.blocked-iptables': {
    message: '{from} 发往 {target} 的 IP 协议 112 在 {node} 上被丢弃：{rule}',
    hint: '两个节点会同时成为主用。请放行 VRRP：{program} -I {chain} -p 112 -j ACCEPT，并使其开机加载。',
  },
  'vrrp-passes.dropped-unexplained': {
    message: '{from} 发往 {target} 的 IP 协议 112 在 {node} 本机丢失；能读取的规则都无法解释。',
    hint: '请在 {node} 上检查 nft list ruleset、iptables-save、ip6tables-save、firewall-cmd --list-all 以及 BPF 或安全模块，并放行 IP 协议 112。',
  },
  'vrrp-passes.lost-between': {
    message: '发往 {target} 的 IP 协议 112 离开了 {from}，但没有到达 {to}。',
    hint: '两者之间有设备过滤了 {target}：没有查询器的 IGMP 或 MLD snooping、交换机或虚拟化平台的过滤，或不支持组播的云网络。可尝试“unicast”传输方式，IPv6 还需为每个节点填写“unicastAddress”。',
  },
  'vrid-free.yes': { message: '{seconds} 秒内没有其他设备通告 {vrids}。' },
  'vip-unused.yes': { message: '以 ARP 或邻居请求探测 {count} 次，没有其他设备占用 {vips}。' },
  'wire.not-checked': {
    message: '未检查 {node} 上的网络：{reason}。',
    hint: '需要两个节点都有 perl 或 python3，且两个接口都已启用。部署在启动任何程序之前仍会查找其他 VRRP 设备和 IPv4 VIP 的使用者。',
  },
};
