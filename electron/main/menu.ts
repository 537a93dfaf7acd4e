import type { MenuItemConstructorOptions } from 'electron';

const words = {
  en: {
    quit: 'Quit',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    reload: 'Reload',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    toggleDevTools: 'Developer Tools',
  },
  zh: {
    quit: '退出',
    edit: '编辑',
    undo: '撤销',
    redo: '重做',
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    view: '视图',
    reload: '重新加载',
    resetZoom: '实际大小',
    zoomIn: '放大',
    zoomOut: '缩小',
    togglefullscreen: '全屏',
    toggleDevTools: '开发者工具',
  },
} as const;

type Role = Exclude<keyof (typeof words)['en'], 'edit' | 'view'>;

export interface MenuSurroundings {
  locale: string;
  isPackaged: boolean;
}

/** The least that keyboards need: editing, zoom, quit. Developer tools only in a checkout. */
export function menuTemplate({ locale, isPackaged }: MenuSurroundings): MenuItemConstructorOptions[] {
  const say = locale.startsWith('zh') ? words.zh : words.en;
  const items = (...roles: Role[]): MenuItemConstructorOptions[] =>
    roles.map((role) => ({ role, label: say[role] }));
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    { label: 'Tandem', submenu: items('quit') },
    {
      label: say.edit,
      submenu: [...items('undo', 'redo'), separator, ...items('cut', 'copy', 'paste', 'selectAll')],
    },
    {
      label: say.view,
      submenu: [
        ...items('reload', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen'),
        ...(isPackaged ? [] : items('toggleDevTools')),
      ],
    },
  ];
}
