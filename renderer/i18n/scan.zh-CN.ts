import type { Messages } from './messages.ts';
import type { scanEn } from './scan.en.ts';

export const scanZhCn: Messages<typeof scanEn> = {
  badges: { new: '新增', changed: '有变化', gone: '消失' },
  changes: {
    mac: '原由 {{before}} 应答',
    address: '原地址 {{before}}',
    'extra-address': '同时在 {{before}}',
    ssh: 'SSH 原为 {{before}}',
    services: '原端口 {{before}}',
  },
  nothing: '无',
  onlyChanges: '仅显示新增、变化和消失的',
  noChanges: '与上次扫描没有差别。',
  comparedWith: '与 {{when}} 的扫描比较',
  lastSeen: '上次出现于 {{when}}',
  wide: '询问全部 {{addresses}} 个地址，约需 {{time}}',
};
