import { deployWordsZhCn } from './deploy-words.zh-CN.ts';
import type { ProblemWords } from './problem-codes.ts';

export const problemWordsZhCn: ProblemWords = {
  ...deployWordsZhCn,
  'internal.unexpected': {
    message: '发生了 Tandem 未预料到的错误。',
    hint: '下方的原因是原始错误信息。请连同操作步骤一起报告。',
  },
  'request.invalid': { message: '请求无效：{detail}', hint: '请更正所指的字段后重试。' },
  'request.unknown-method': {
    message: '引擎不认识方法 {method}。',
    hint: '窗口与引擎的版本不一致。请重新启动 Tandem。',
  },
  'request.version-mismatch': {
    message: '窗口使用契约版本 {client}，引擎为 {server}。',
    hint: '请刷新页面；若仍无效，请重新启动 Tandem。',
  },
  'request.cancelled': { message: '已取消。', hint: '不会再执行任何操作；可随时重新开始。' },
  'server.token-rejected': {
    message: '此浏览器没有引擎的有效令牌。',
    hint: 'Tandem 打印的地址只允许首个打开它的浏览器进入。请在运行 Tandem 的终端按回车，再打开新打印的地址，包括“#”之后的部分。',
  },
  'server.disconnected': {
    message: '与引擎的连接已断开。',
    hint: 'Tandem 会自动重连。若未恢复，请检查引擎是否仍在运行。',
  },
  'server.port-taken': {
    message: '本机端口 {port} 已被占用。',
    hint: '省略 --port 让系统选择空闲端口，或停止占用它的程序。',
  },
  'data.unusable': {
    message: '无法使用数据文件夹 {folder}。',
    hint: '请用 --data 指定可写的文件夹，或按下面的原因修复。损坏的 tandem.sqlite 可以移走：失去的只是部署记录和报告，主机上不受影响。',
  },
  'lab.not-found': { message: '没有名为“{lab}”的实验。', hint: '请从列表中选择，或新建一个。' },
  'lab.invalid': {
    message: '实验定义无效：{path}：{detail}',
    hint: '请更正所指的字段。没有更改任何主机。',
  },
  'lab.file-unreadable': {
    message: '无法读取实验文件 {file}。',
    hint: '请检查路径、读取权限，以及内容是否为 JSON。',
  },
  'lab.busy': {
    message: '实验“{lab}”的部署、卸载或演练仍在进行。',
    hint: '请等待其完成或将其取消，然后重试。',
  },
  'lab.vip-outside-subnet': {
    message: 'VIP {vip} 不在 {node} 的子网 {subnet} 内。',
    hint: '请在 {subnet} 内选择未使用的地址；否则其他主机无法通过 ARP 到达它。',
  },
  'lab.vip-is-node-address': {
    message: 'VIP {vip} 是 {node} 自身的地址。',
    hint: '请选择不属于任何主机的地址：它必须能够漂移。',
  },
  'lab.vip-unusable': {
    message: 'VIP {vip} 是 {subnet} 的首地址或末地址，即网络地址或广播地址。',
    hint: '任何主机都不能使用它（RFC 1122, 3.2.1.3）。请选择其间未使用的地址。',
  },
  'lab.vip-shared': {
    message: 'VIP {vip} 同时属于虚拟路由器 {first} 和 {second}。',
    hint: '两个主用节点会同时持有它。请为每个虚拟路由器分配各自的地址。',
  },
  'lab.priority-owner': {
    message: '优先级 255 表示“地址拥有者”（RFC 9568，5.2.4），而 {node} 并不拥有 {vip}。',
    hint: '请使用 1 到 254。常用的一对是 150 和 100。',
  },
  'lab.priorities-equal': {
    message: '两个节点在虚拟路由器 {vrid} 上的优先级都是 {priority}。',
    hint: '请给首选节点更高的优先级；相等时由较大的 IP 地址胜出，不易一眼看出。',
  },
  'lab.unicast-no-address': {
    message: '虚拟路由器 {vrid} 通过 {family} 单播，而实验中没有 {node} 的 {family} 地址。',
    hint: '请在实验文件中为两个节点填写“unicastAddress”，即各自接口上的 {family} 地址，或改用“multicast”传输方式。',
  },
  'host.unreachable': {
    message: '{host} 没有响应。',
    hint: '请检查主机是否开机、地址是否正确，以及本机是否有到它的路由。',
  },
  'host.name-unknown': {
    message: '名称 {host} 无法解析为地址。',
    hint: '请检查拼写以及本机能否解析该名称，或改用地址。',
  },
  'host.port-closed': {
    message: '{host} 拒绝端口 {port} 的连接。',
    hint: '请检查 sshd 是否在该端口监听，以及是否被防火墙拒绝。',
  },
  'host.timed-out': {
    message: '{host} 在 {seconds} 秒内没有响应。',
    hint: '可能是防火墙丢弃了数据包，或主机过载。请重试。',
  },
  'host.lost': {
    message: '执行“{step}”时与 {host} 的连接中断。',
    hint: '主机恢复后再次运行即可：未完成的部分会先完成或回滚。',
  },
  'host.key-unknown': {
    message: '尚不认识 {host} 的 SSH 主机密钥：{fingerprint}。',
    hint: '请与主机自身显示的指纹核对（ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub），再选择信任。尚未发送任何凭据。',
  },
  'host.key-changed': {
    message: '{host} 的 SSH 主机密钥已改变：已知 {known}，现为 {offered}。',
    hint: '主机可能重装过，也可能有人从中拦截。没有发送任何内容。只有确知原因时，才忘记旧密钥并信任新密钥。',
  },
  'host.key-revoked': {
    message: '{host} 提供的主机密钥已在 {place} 中标记为吊销：{fingerprint}。',
    hint: '持有该密钥的人可以冒充这台主机。没有发送任何内容。请为主机生成新密钥（删除旧密钥后运行 ssh-keygen -A）；若 @revoked 一行有误，请将其删除。',
  },
  'host.key-not-offered': {
    message: '{host} 没有提供指纹为 {fingerprint} 的密钥。',
    hint: '请重新查看其密钥；它们可能已经改变。',
  },
  'host.auth-failed': {
    message: '{host} 拒绝用户“{user}”的凭据。',
    hint: '请检查用户名以及密码或密钥，并确认 sshd 允许这种登录方式（PermitRootLogin、PasswordAuthentication）。',
  },
  'host.prompt-unknown': {
    message: '{host} 在允许用户“{user}”登录前询问“{prompt}”。',
    hint: 'Tandem 只能回答密码提示。请改用密钥，或使用无需第二因素、无需更改密码的账户。',
  },
  'host.agent-missing': {
    message: '没有可用于 {host} 上用户 {user} 的 ssh-agent 或密钥。',
    hint: '请启动 ssh-agent 并添加密钥（ssh-add），确保启动 Tandem 前已设置 SSH_AUTH_SOCK；也可以指定密钥文件或使用密码。',
  },
  'host.key-unreadable': {
    message: '无法使用私钥 {path}。',
    hint: '请检查路径和读取权限。',
  },
  'host.key-format': {
    message: '文件 {path} 中没有可读取的私钥：{detail}。',
    hint: '可读取 OpenSSH 与 PEM 格式的密钥。PuTTY 密钥可用 puttygen KEY.ppk -O private-openssh -o KEY 转换；其他 PEM 密钥可用 ssh-keygen -p -f KEY 转换。',
  },
  'host.passphrase-missing': {
    message: '私钥 {path} 受口令保护。',
    hint: '请输入口令，或在启动 Tandem 前设置环境变量 {env}；也可以将密钥加入 ssh-agent（ssh-add {path}）并选择使用代理。',
  },
  'host.passphrase-wrong': {
    message: '口令无法打开私钥 {path}。',
    hint: '请重新输入。可用 ssh-keygen -y -f {path} 验证口令是否正确。没有向主机发送任何内容。',
  },
  'host.ssh-config-invalid': {
    message: 'ssh 无法给出到达 {host} 的方式：其配置有误。',
    hint: '请查看“ssh -G {host}”的输出，并修正 ~/.ssh/config 或 /etc/ssh/ssh_config。没有发送任何内容。',
  },
  'host.jump-failed': {
    message: '需经 {jump} 到达 {host}，但 {jump} 无法接通。',
    hint: '请检查 {jump} 能否到达该主机，以及其 sshd 是否允许转发（AllowTcpForwarding）。',
  },
  'host.secret-missing': {
    message: '没有 {host} 上用户 {user} 的密码。',
    hint: '请在实验卡片上输入。用于脚本时，请在实验文件中以该节点的 auth.env 指定环境变量。',
  },
  'host.variable-unset': {
    message: '没有 {host} 上用户 {user} 的密码：环境变量 {env} 未设置。',
    hint: '请在启动 Tandem 前设置它；若用于实验，也可在其卡片上输入密码。',
  },
  'host.sudo-refused': {
    message: '{host} 上的 sudo 拒绝用户“{user}”。',
    hint: '请检查 sudo 密码，以及该用户是否可以使用 sudo（组：sudo 或 wheel）。',
  },
  'host.sudo-not-allowed': {
    message: '{host} 上的 sudo 只允许用户“{user}”运行部分命令。',
    hint: 'Tandem 需要完整的 root 权限：请允许该用户运行所有命令（ALL=(ALL:ALL) ALL），或使用其他用户。',
  },
  'host.sudo-needs-terminal': {
    message: '{host} 上的 sudo 要求终端（requiretty）。',
    hint: 'Tandem 在没有终端的情况下运行命令。请用 visudo 添加“Defaults:{user} !requiretty”。',
  },
  'host.sudo-password-missing': {
    message: '{host} 上的 sudo 需要“{user}”的密码。',
    hint: '请输入 sudo 密码，或设置环境变量 {env}。',
  },
  'host.shell-noisy': {
    message: '{host} 上 {user} 的登录 shell 在每条命令前输出“{text}”。',
    hint: '这些内容会混入通过 SSH 读取的结果。请让 ~/.bashrc 只在交互式 shell 中输出：在开头加上“case $- in *i*) ;; *) return ;; esac”。',
  },
  'host.same-machine': {
    message: '{a} 与 {b} 是同一台机器（machine-id 相同）。',
    hint: '请选择两台不同的主机。若为克隆，请为其中一台生成新的 id：rm /etc/machine-id && systemd-machine-id-setup。',
  },
  'host.unsupported': {
    message: '{host} 无法作为节点：{detail}。',
    hint: '代理需要带 systemd、glibc 2.28 或更新版本的 x86-64 或 arm64 Linux。后端 keepalived 只需要 systemd，可用于发行版提供它的任何处理器。',
  },
  'host.disk-full': {
    message: '{host} 的 {path} 剩余 {freeMb} MB；需要 {neededMb} MB。',
    hint: '请腾出空间后再次运行。没有留下任何残留。',
  },
  'host.interface-missing': { message: '{host} 没有接口“{interface}”。', hint: '可用接口：{available}。' },
  'host.command-failed': {
    message: '“{command}”在 {host} 上失败，退出状态为 {status}。',
    hint: '下方的原因是该命令的输出。',
  },
  'host.upload-corrupt': {
    message: '{host} 收到的内容与发送的不一致（SHA-256 不同）。',
    hint: '上传的文件已删除。请再次运行；若再次发生，请怀疑磁盘或链路。',
  },
  'agent.archive-missing': {
    message: '主机为 {machine}，而这里没有 {arch} 的代理归档（现有：{available}）。',
    hint: '请构建：npm run build:agent。构建 arm64 需要 Debian 软件包 g++-aarch64-linux-gnu。',
  },
  'agent.unreachable': {
    message: '{node} 上的代理没有应答。',
    hint: '请在该主机上查看：systemctl status tandem-agent',
  },
  'agent.config-invalid': {
    message: '代理拒绝其配置：{path}：{detail}',
    hint: '请更正所指的字段。运行中的代理保持上一个有效配置。',
  },
  'agent.interface-unready': {
    message: '代理暂时无法使用接口：{path}：{detail}',
    hint: '代理每秒重试，直到该接口存在并拥有地址。否则请更正所指的字段。',
  },
  'agent.address-present': {
    message: '本机上已有他人配置的 VIP：{path}：{address} 位于 {interface}。',
    hint: '如果它是被强行终止的程序留下的，请运行：ip address delete {address}/{prefix} dev {interface}',
  },
  'agent.already-running': {
    message: '{socket} 上已有另一个代理在应答。',
    hint: '一台主机上由一个代理负责所有虚拟路由器。请停止另一个，或让它继续运行。',
  },
  'capture.not-permitted': {
    message: 'Tandem 无权在本机抓包。',
    hint: '请以 root 启动，或只给抓包程序授权：{fix}。在此期间显示节点自己的报告。',
  },
  'capture.unsupported': {
    message: '此系统无法抓包：{detail}。',
    hint: '请使用该网段上的 Linux 机器，或通过 SSH 经由节点观察。',
  },
  'capture.interface-missing': { message: '本机没有接口“{interface}”。', hint: '可用接口：{available}。' },
  'capture.ended': {
    message: '{interface} 上的抓包已结束。',
    hint: '接口可能已消失，或抓包程序被终止。请重新开始。',
  },
  'capture.file-unreadable': {
    message: '无法读取抓包文件 {file}。',
    hint: '请检查路径以及您是否有读取权限。',
  },
  'capture.file-unknown': {
    message: '{file} 既不是 pcap 文件，也不是 pcapng 文件。',
    hint: '如为压缩文件请先解压；其他格式请用写入它的程序另存为 pcapng。',
  },
  'capture.file-damaged': {
    message: '{file} 从第 {offset} 字节起无法读取（{reason}）；此前有 {frames} 个帧。',
    hint: '写入它的程序可能被中途停止，或者副本不完整。此前的帧是完整的。',
  },
  'keepalived.file-unwritable': {
    message: '无法将配置写入 {file}。',
    hint: '请指定一个可以创建或写入且有剩余空间的文件夹。',
  },
  'keepalived.file-unreadable': {
    message: '无法读取配置 {file}。',
    hint: '请检查路径以及您是否有读取权限。',
  },
  'keepalived.cannot-express': {
    message: 'keepalived.conf 无法表示 {what}：{value}',
    hint: '请在实验中修改。引号、反斜杠和控制字符无法写入。',
  },
  'keepalived.import-invalid': {
    message: '这些配置无法组成实验：{detail}',
    hint: '请在两个文件中更正。它们必须是同一对两个节点的文件，并有相同的 virtual_router_id。',
  },
  'discovery.range-too-large': {
    message: '{cidr} 有 {hosts} 个地址；不扫描超过 {limit} 个。',
    hint: '请扫描 /16 或更小的范围，或直接填写主机地址。',
  },
  'discovery.range-wide': {
    message: '{cidr} 有 {hosts} 个地址：全部询问一遍约需 {seconds} 秒。',
    hint: '请先同意（勾选范围旁的复选框，命令行用 --wide），或扫描 /22 或更小的范围。',
  },
  'discovery.range-invalid': {
    message: '“{cidr}”不是 IPv4 范围。',
    hint: '请写成 地址/前缀，例如 192.168.1.0/24。',
  },
  'drill.not-ready': {
    message: '演练无法开始：{detail}',
    hint: '演练只能从稳定状态开始：只有一个拥有者，两个节点都健康。',
  },
  'drill.guard-not-armed': {
    message: '无法在 {node} 上启用守护，因此演练没有开始。',
    hint: '没有破坏任何东西。下方的原因说明主机拒绝了什么。',
  },
  'drill.running': { message: '实验“{lab}”上已有演练在进行。', hint: '请等待其结束，或将其中止。' },
  'drill.halted': { message: '演练已中止，一切已恢复。', hint: '开始新的演练前请先解除中止。' },
  'drill.revert-failed': {
    message: '{node} 无法恢复：{detail}',
    hint: '请在该主机上以 root 运行：{commands}',
  },
  'drill.unknown': { message: '没有演练“{kind}”。', hint: '已知的演练：{known}。' },
  'report.not-found': { message: '没有报告 {id}。', hint: '请从列表中选择。' },
  'practice.unsupported': {
    message: '练习实验无法在本机运行：{detail}。',
    hint: '它需要 Linux、root、systemd-nspawn 和 debootstrap。您也可以使用自己的两台主机。',
  },
  'practice.busy': { message: '进程 {pid} 正在操作练习实验。', hint: '请等待其完成。' },
  'practice.failed': {
    message: '练习实验未能启动：{detail}',
    hint: '上方日志中有失败的命令。请先将其关闭再重试。',
  },
  'switchover.needs-agent': {
    message: '实验“{lab}”运行的是 keepalived，无法要求它主动移交。',
    hint: '可停止主节点上的 keepalived（非计划切换），或更改实验的优先级后重新部署。',
  },
  'switchover.unknown-router': {
    message: '{node} 上没有虚拟路由器 {vrid}。',
    hint: '请重新部署该实验，或指定它的某个虚拟路由器。',
  },
  'switchover.interface-needed': {
    message: '虚拟路由器 {vrid} 在 {node} 的多个接口上：{interfaces}。',
    hint: '请指明所指的那个接口。',
  },
  'switchover.in-fault': {
    message: '{node} 上的虚拟路由器 {vrid} 现在无法接管：{cause}。',
    hint: '请先排除原因；`tandem status` 会显示它何时重新成为备用节点。',
  },
  'switchover.not-master': {
    message: '{node} 上的虚拟路由器 {vrid} 不是主节点。',
    hint: '没有可移交的内容。请查看现在由谁担任主节点。',
  },
  'switchover.priority-exhausted': {
    message: '虚拟路由器 {vrid} 的主节点优先级为 {priority}，无法再高于它。',
    hint: '请将主节点的优先级设为 253 或以下：255 表示拥有该地址，接管需要更高的值。',
  },
  'switchover.not-possible': {
    message: '虚拟路由器 {vrid} 无法移到 {node}：{reason}',
    hint: '两个节点都必须应答，且目标节点必须是备用节点。',
  },
  'switchover.not-done': {
    message: '{seconds} 秒后虚拟路由器 {vrid} 仍不在 {node} 上。',
    hint: '节点之间能互相听到吗？请在监视器中查看通告。下面的原因列出了各节点的报告。',
  },
  'keepalived.not-installed': {
    message: '{node} 上没有安装 keepalived。',
    hint: '允许 Tandem 用该主机的包管理器安装（--install-keepalived），或自行安装。',
  },
  'keepalived.install-failed': {
    message: '无法在 {host} 上安装 keepalived。',
    hint: '下方原因是包管理器的输出。请手动安装后重新部署。',
  },
  'keepalived.conf-exists': {
    message: '{node} 上的 {file} 不是 Tandem 写入的。',
    hint: '可导入该配置以查看现有的一对节点，或允许 Tandem 替换它（--replace-keepalived-conf）；卸载时会恢复原文件。',
  },
  'keepalived.conf-edited': {
    message: '{node} 上的 {file} 在 Tandem 写入之后被改动过。',
    hint: '计划中会显示差异。可允许 Tandem 替换它（--replace-keepalived-conf）；改动过的文件会以 {kept} 保留在旁边。',
  },
  'keepalived.conf-refused': {
    message: '{host} 上的 keepalived 拒绝该配置。',
    hint: '该主机未作任何更改。下方原因是 keepalived --config-test 的输出。',
  },
};
