import type { ProblemCode, ProblemWords } from './problem-codes.ts';

/** The words of the problems that a deploy meets. */
export const deployWordsZhCn = {
  'deploy.locked': {
    message: '此刻另有人正在向 {host} 部署。',
    hint: '请等待其完成。锁会随持有它的进程一起消失。',
  },
  'deploy.lock-lost': {
    message: '此 Tandem 沉默过久，{host} 已由他人接手。',
    hint: '以对方在该主机上的操作为准：此处未再更改该主机，也未撤回任何内容。请先查看计划，再重新部署。',
  },
  'deploy.other-lab': {
    message: '{node} 已在为实验 {lab} 服务（节点名 {as}）。',
    hint: '请先卸载那个实验，或允许 Tandem 用本实验取代它（--replace-lab）：那个实验在该节点上提供的内容将消失。',
  },
  'deploy.nodes-left-behind': {
    message: '{lab} 已部署在 {nodes}，而这里写的是 {wanted}。',
    hint: '请先卸载该实验，再用其他主机或名称设置：否则它在现有主机上运行的程序会留在那里，且无人知晓。也可以给这个实验换一个名称。',
  },
  'deploy.vip-in-use': {
    message: '{mac} 已在应答 VIP {vip} 的地址查询。',
    hint: '请选择其他地址，或先从那台机器上移除它。没有更改任何内容。',
  },
  'deploy.other-vrrp': {
    message: '{source} 已在本网段通告虚拟路由器 {vrid}。',
    hint: '请选择其他 VRID，或先停止该通告者。没有更改任何内容。',
  },
  'deploy.not-verified': {
    message: '{node} 已配置但未能通过验证：{detail}',
    hint: '它已回滚到原来的状态。日志中有代理自己的说明。',
  },
  'deploy.check-failing': {
    message: '{node} 上的健康检查 {check} 未通过：{detail}。',
    hint: '主机对已在运行；在恢复之前，该节点优先级降低或不能成为持有者。请修复服务或调整检查。',
  },
  'deploy.page-missing': {
    message: '{url} 没有给出应有的应答：{detail}。',
    hint: '该地址已有持有者。请确认服务监听节点的所有地址，并且没有数据包过滤器阻挡。',
  },
  'deploy.demo-no-folder': {
    message: '{node} 上没有在端口 80 提供文件的 nginx，演示页面无处可放。',
    hint: '页面放在默认 server 的 root 所指的文件夹中。没有该页面，其他一切照常。',
  },
  'deploy.demo-folder-open': {
    message: '{node} 上的 {folder} 或其上级文件夹可由 root 以外的用户写入：不在其中放置演示页面。',
    hint: 'root 写入的文件可能因此被引到别处。没有该页面，其他一切照常。',
  },
  'deploy.demo-file-foreign': {
    message: '{node} 上的 {path} 不是 Tandem 的文件，保持不变。',
    hint: '若需要演示页面，请先移走该文件再部署。',
  },
  'deploy.held-by-keepalived': {
    message: '{node} 上正在运行 keepalived，并持有 {vip}。',
    hint: '一个节点只能有一个 VRRP 程序。请选择 keepalived 作为实验的后端，或先在两个节点上停止它：systemctl disable --now keepalived。',
  },
  'deploy.other-backend': {
    message: '{node} 已用后端 {backend} 部署。',
    hint: '请先卸载该实验；一个节点只能有一个 VRRP 程序。',
  },
} satisfies Pick<ProblemWords, Extract<ProblemCode, `deploy.${string}`>>;
