import type { CheckFormKind, VipForm } from '../../protocol/contract/draft.ts';

/** What is asked of a node: a preset is one of the other kinds, filled in and named after its program. */
export const shapeOf = {
  nginx: 'http',
  tomcat: 'http',
  http: 'http',
  haproxy: 'process',
  process: 'process',
  tcp: 'tcp',
  script: 'script',
  interface: 'interface',
  none: 'none',
} as const satisfies Record<CheckFormKind, string>;

export const isPreset = (kind: CheckFormKind): kind is 'nginx' | 'haproxy' | 'tomcat' => kind in presets;

/** Where the distributions' own packages listen, and what their program is called. */
const presets: Partial<Record<CheckFormKind, Partial<VipForm['check']>>> = {
  nginx: { url: 'http://127.0.0.1/' },
  haproxy: { process: 'haproxy' },
  tomcat: { url: 'http://127.0.0.1:8080/' },
};

/** The check as it stands once a kind was chosen: a preset brings its values, any other kind keeps what was typed. */
export function chooseKind(check: VipForm['check'], kind: CheckFormKind): VipForm['check'] {
  return { ...check, ...presets[kind], kind };
}

/** What keepalived, which has no such check of its own, runs for it. */
export const programs = { http: '/usr/bin/curl', tcp: '/usr/bin/nc' } as const;

export const argumentsOf = (text: string) => text.split(/\s+/).filter((part) => part !== '');
