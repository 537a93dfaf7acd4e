import type { Messages } from './messages.ts';
import type { checkEn, shapeEn } from './service.en.ts';

export const shapeZhCn: Messages<typeof shapeEn> = {
  shape: '模式与程序',
  mode: '模式',
  modes: { 'master-backup': '主备', 'dual-master': '双主' },
  modeWhy: {
    'master-backup': '一个地址：一个节点提供服务，另一个空闲等待。',
    'dual-master': '两个地址：两个节点各服务一个并互为备用，因此每个节点都须能承担全部负载。',
  },
  backend: 'VRRP 程序',
  backends: { 'tandem-agent': 'Tandem 代理', keepalived: 'keepalived' },
  backendWhy: {
    'tandem-agent': '主机上无需安装任何软件包，地址漂移无间隙，并报告每一步。',
    keepalived: '发行版自带的软件包；keepalived.conf 在不用 Tandem 时也可保留。',
  },
  router: '共用的地址',
  routerOf: '由 {{node}} 主导的地址',
  timers: '计时',
};

export const checkZhCn: Messages<typeof checkEn> = {
  title: '健康检查',
  kind: '节点上必须正常的服务',
  kinds: { http: 'nginx（HTTP）', tcp: 'TCP 端口', process: '进程', none: '不检查' },
  what: { http: 'nginx', tcp: '端口 {{port}}', process: '{{process}}', none: '—' },
  why: {
    http: '每个节点每秒请求自身的该页面；连续两次失败才算失败。',
    tcp: '每个节点每秒连接自身的该端口；连续两次失败才算失败。',
    process: '每个节点查找正在运行的同名进程。',
    none: '只有节点或线路失效才会使地址漂移，nginx 失效则不会。',
  },
  url: '页面',
  urlHint: '位于节点自身；状态 200 为正常',
  port: '端口',
  portHint: '位于 127.0.0.1',
  process: '进程名',
  processHint: '与 /proc/PID/comm 中一致，例如 nginx',
  weight: '权重',
  weightHint: '失败期间加到优先级上：−1 到 −253；0 表示立即放弃地址',
  flips: '{{node}} 上的 {{what}} 失败：{{sum}} < {{other}}：{{peer}} 接管',
  stays: '{{node}} 上的 {{what}} 失败：{{sum}} ≥ {{other}}：{{node}} 仍持有地址。',
  needed: '至少需要 −{{needed}}。',
  fault: '{{node}} 上的 {{what}} 失败：它放弃地址，{{peer}} 接管',
  noPreempt: '{{node}} 上的 {{what}} 失败：未启用抢占，{{peer}} 会让它继续持有地址。',
  needs: 'keepalived 自身没有此类检查，将运行 {{program}}：两个节点上都必须有该程序。',
};
