import {
  type PreflightCheck,
  type PreflightCode,
  type PreflightFix,
  type PreflightSaid,
  wordPreflight,
} from '../../protocol/contract/preflight.ts';

/** A pre-flight as the page would be told it: all well, or with a rule in the way that one click removes. */
export function preflightScript(blocked: boolean): PreflightCheck[] {
  const interfaceName = { interface: 'eth0' };
  const perNode = (node: string): PreflightCheck[] => [
    check(node, 'access', 'pass', { code: 'access.root', params: { user: 'root' } }),
    check(node, 'disk', 'pass', { code: 'disk.enough', params: { freeMb: 8000, neededMb: 209 } }),
    check(node, 'way-in', 'warn', { code: 'way-in.same', params: interfaceName }),
  ];
  return [
    check(null, 'lab', 'pass', { code: 'lab.fits', params: {} }),
    ...perNode('node-a'),
    ...perNode('node-b'),
    blocked ? blockedVrrp() : allowedVrrp(),
  ];
}

export function allowedVrrp(): PreflightCheck {
  const params = { from: 'node-a', target: '224.0.0.18' };
  return check('node-b', 'vrrp-passes', 'pass', { code: 'vrrp-passes.yes', params });
}

function blockedVrrp(): PreflightCheck {
  const chain = 'inet filter input';
  const rule = `${chain}: ip protocol vrrp drop # handle 4`;
  const names = { from: 'node-a', to: 'node-b', node: 'node-b', target: '224.0.0.18' };
  const params = { ...names, chain, rule, match: 'ip protocol 112' };
  return check('node-b', 'vrrp-passes', 'fail', { code: 'vrrp-passes.blocked-in', params }, 'allow-vrrp');
}

function check(
  node: string | null,
  code: PreflightCode,
  status: PreflightCheck['status'],
  said: PreflightSaid,
  fix: PreflightFix | null = null,
): PreflightCheck {
  return { node, code, status, said, fix, ...wordPreflight(said, 'en') };
}
