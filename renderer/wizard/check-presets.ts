import type { CheckFormKind, VipForm } from '../../protocol/contract/draft.ts';
import { checkPresets } from '../../protocol/lab/check-presets.ts';

/** What the address step opens with. */
export const freshCheck: VipForm['check'] = {
  kind: 'nginx',
  url: 'http://127.0.0.1/',
  port: '80',
  process: 'nginx',
  script: '',
  arguments: '',
  user: 'nobody',
  interface: '',
  weight: '-60',
};

/** What is asked of a node: a preset is one of the other kinds, filled in and named after its program. */
export const shapeOf = {
  nginx: 'http',
  tomcat: 'http',
  http: 'http',
  haproxy: 'process',
  process: 'process',
  tcp: 'tcp',
  script: 'script',
  lvs: 'script',
  interface: 'interface',
  none: 'none',
} as const satisfies Record<CheckFormKind, string>;

export const isPreset = (kind: CheckFormKind): kind is keyof typeof checkPresets => kind in checkPresets;

/** Which words say how it is asked: a preset that is asked otherwise than its like has its own. */
export const whyOf = (kind: CheckFormKind) => (kind === 'lvs' ? kind : shapeOf[kind]);

/** The check as it stands once a kind was chosen: a preset brings its values, any other kind keeps what was typed. */
export function chooseKind(check: VipForm['check'], kind: CheckFormKind): VipForm['check'] {
  return { ...check, ...(isPreset(kind) ? checkPresets[kind] : {}), kind };
}

/** What keepalived, which has no such check of its own, runs for it. */
export const programs = { http: '/usr/bin/curl', tcp: '/usr/bin/nc' } as const;
