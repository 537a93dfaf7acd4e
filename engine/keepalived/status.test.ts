import { describe, expect, it } from 'vitest';
import { readConf } from '../../protocol/keepalived/read-conf.ts';
import { testLab } from '../deploy/test-lab.ts';
import { readReport } from './report.ts';
import { keepalivedStatus } from './status.ts';

const [node] = testLab.nodes;
const conf = readConf({
  name: 'keepalived.conf',
  text: 'vrrp_instance web {\n interface eth0\n virtual_router_id 7\n priority 120\n advert_int 2\n virtual_ipaddress {\n 10.0.0.9/24\n }\n}\n',
});

const report = (active: string, held: string[], ...messages: string[]) =>
  readReport([
    'now=1700000000000000000',
    'LoadState=loaded',
    `ActiveState=${active}`,
    `Result=${active === 'failed' ? 'signal' : 'success'}`,
    'MainPID=42',
    `addresses=${JSON.stringify([{ ifname: 'eth0', addr_info: held.map((local) => ({ family: 'inet', local, prefixlen: 24 })) }])}`,
    ...messages.map(
      (MESSAGE, index) =>
        `journal=${JSON.stringify({ MESSAGE, __REALTIME_TIMESTAMP: String(1_600_000_000_000_000 + index) })}`,
    ),
    'journal=not JSON',
  ]);

const routerOf = (...told: Parameters<typeof report>) =>
  keepalivedStatus(testLab, node, { version: '2.2.7', conf, served: null }, report(...told)).routers[0];

describe('keepalivedStatus', () => {
  it('says what the file, the journal and the kernel say, for an instance of any name', () => {
    expect(routerOf('active', ['10.0.0.1', '10.0.0.9'], '(web) Entering MASTER STATE')).toMatchObject({
      vrid: 7,
      state: 'master',
      sinceNs: '1600000000000000000',
      priority: 120,
      advertIntervalMs: 2000,
      addressesHeld: ['10.0.0.9/24'],
    });
  });

  it('says which lab its file was written for, and of a stranger’s file none other', () => {
    const of = (served: { lab: string; node: string } | null) => {
      const { lab, node: name } = keepalivedStatus(
        testLab,
        node,
        { version: '2.2.7', conf, served },
        report('active', []),
      );
      return { lab, node: name };
    };
    expect(of({ lab: 'other', node: 'x' })).toEqual({ lab: 'other', node: 'x' });
    expect(of(null)).toEqual({ lab: testLab.name, node: node.name });
  });

  it('goes by the addresses where the journal says nothing', () => {
    expect(routerOf('active', ['10.0.0.9'])).toMatchObject({ state: 'master' });
    expect(routerOf('active', [])).toMatchObject({ state: 'backup', addressesHeld: [] });
  });

  it('says what an IPv6 master sends from: the link-local address that is no VIP', () => {
    const [router] = testLab.virtualRouters;
    const lab = { ...testLab, virtualRouters: [{ ...router, vips: ['fe80::9/64'] }] } as typeof testLab;
    const said = report('active', ['10.0.0.1', 'fe80::9', 'fe80::a'], '(VI_7) Entering MASTER STATE');
    const { routers } = keepalivedStatus(lab, node, { version: '2.2.7', conf: null, served: null }, said);
    expect(routers[0]).toMatchObject({ family: 6, state: 'master', masterAddress: 'fe80::a' });
  });

  it('shows a VIP that a dead keepalived left behind', () => {
    expect(routerOf('failed', ['10.0.0.9'], '(web) Entering MASTER STATE')).toMatchObject({
      state: 'initialize',
      cause: 'keepalived.service is failed (signal)',
      addressesHeld: ['10.0.0.9/24'],
    });
  });
});
