import type { Messages } from './messages.ts';
import type { planEn } from './plan.en.ts';

export const planZhCn: Messages<typeof planEn> = {
  title: '将执行的操作',
  order: '按此顺序：先备用节点，后主导节点。',
  orderDual: '按此顺序，逐个节点执行。',
  asking: '正在询问两台主机的现状…',
  refresh: '重新询问',
  empty: '没有需要执行的操作。',
  unchanged: '两台主机已是如此：部署不会更改任何内容，只会查看。',
  both: '两个节点',
  kinds: {
    upload: '发送代理并解包到独立目录',
    install: '用主机的包管理器安装 keepalived',
    write: '写入文件',
    link: '将链接指向新代理',
    keep: '保留现有内容的副本，供卸载时使用',
    run: '运行',
    'check-segment': '确认无人使用这些 VRID，也无人应答这些地址',
    verify: '等待节点成为备用或主用',
    'verify-pair': '等待每个地址只有一个持有者：以两个节点、其内核和十个通告为准',
    'verify-service': '等待健康检查通过，并向每个地址请求页面',
  },
  idle: '无需操作',
  looks: '仅查看',
  asks: '需您同意',
  newFile: '新文件，+{{added}} −{{removed}}',
  diff: '更改，+{{added}} −{{removed}}',
  diffOf: '{{path}} 的更改',
  consentTitle: '以下操作需要您同意',
  needsConsent: '请先勾选所需的同意项',
  consents: {
    'install-keepalived': '将用主机的包管理器在 {{nodes}} 上安装 keepalived。卸载时只移除随之安装的软件包。',
    'replace-keepalived-conf':
      '{{nodes}} 上的 keepalived.conf 与 Tandem 写入的不同，将被替换。首次部署之前的文件在卸载时恢复；之后被改动的文件以 keepalived.conf.tandem-kept 保留在旁边。',
    'replace-lab': '{{nodes}} 目前正为另一个实验服务，将由本实验取代；那个实验的虚拟地址会从这些节点上消失。',
  },
};
