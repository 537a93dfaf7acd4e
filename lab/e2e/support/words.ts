/** What a person reads on the page and aims at, in both languages. */
export interface PageWords {
  findHosts: string;
  interface: RegExp;
  range: string;
  scan: string;
  next: string;
  accept: string;
  trusted: string;
  user: string;
  keyFile: string;
  keyPath: string;
  passphrase: string;
  sudoWithPassword: string;
  sudoPassword: string;
  proven: string;
  vip: string;
  vrid: string;
  interval: RegExp;
  modes: Record<'master-backup' | 'dual-master', string>;
  backends: Record<'tandem-agent' | 'keepalived', string>;
  ready: string;
  deploy: string;
  isUp: string;
  toTopology: string;
  uninstall: string;
  uninstallConfirm: string;
  doneIn: string;
}

export const english: PageWords = {
  findHosts: 'Find my hosts',
  interface: /^Interface|Interface$/,
  range: 'Range',
  scan: 'Scan',
  next: 'Next',
  accept: 'Trust this key',
  trusted: 'Trusted',
  user: 'User',
  keyFile: 'Key file',
  keyPath: 'Path of the private key',
  passphrase: 'Passphrase of the key',
  sudoWithPassword: 'asks for a password',
  sudoPassword: 'sudo password',
  proven: 'Access and root proven',
  vip: 'Virtual address',
  vrid: 'Virtual router ID',
  interval: /Advert interval/,
  modes: { 'master-backup': 'Master and backup', 'dual-master': 'Dual master' },
  backends: { 'tandem-agent': 'Tandem’s agent', keepalived: 'keepalived' },
  ready: 'Ready: nothing stands in the way.',
  deploy: 'Deploy to both hosts',
  isUp: 'The pair is up.',
  toTopology: 'Go to the topology',
  uninstall: 'Uninstall from both hosts',
  uninstallConfirm: 'Uninstall',
  doneIn: 'Done in',
};

export const chinese: PageWords = {
  findHosts: '查找我的主机',
  interface: /接口/,
  range: '范围',
  scan: '扫描',
  next: '下一步',
  accept: '信任此密钥',
  trusted: '已信任',
  user: '用户',
  keyFile: '密钥文件',
  keyPath: '私钥路径',
  passphrase: '密钥的口令',
  sudoWithPassword: '需密码 sudo',
  sudoPassword: 'sudo 密码',
  proven: '已证实可访问并取得 root',
  vip: '虚拟地址',
  vrid: '虚拟路由器 ID',
  interval: /通告间隔/,
  modes: { 'master-backup': '主备', 'dual-master': '双主' },
  backends: { 'tandem-agent': 'Tandem 代理', keepalived: 'keepalived' },
  ready: '已就绪：没有障碍。',
  deploy: '部署到两台主机',
  isUp: '主机对已就绪。',
  toTopology: '前往拓扑',
  uninstall: '从两台主机卸载',
  uninstallConfirm: '卸载',
  doneIn: '完成，用时',
};
