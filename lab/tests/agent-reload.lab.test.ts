import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchNetwork } from '../../agent/netlink/watch.ts';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert, isAnnouncement } from '../bench/wire.ts';
import { request } from '../segment/control.ts';
import {
  agent,
  inState,
  newAgent,
  play,
  router,
  segment,
  setStage,
  status,
  vip,
} from '../support/agent-stage.ts';

/** Configurations that a running agent goes over to, or refuses. */

setStage();

describe('a reload', () => {
  const reload = async (config: unknown) => {
    writeFileSync(agent.configFile, typeof config === 'string' ? config : JSON.stringify(config));
    return request(agent.socket, { op: 'reload' });
  };

  it('changes addresses without dropping one that stays, and timers without a transition', async () => {
    await newAgent().start(play, 150);
    await inState('master');
    const gone: string[] = [];
    const watch = segment.station('a').namespace.run(() =>
      watchNetwork({
        address: ({ address, added }) => added || gone.push(address),
        lost: () => gone.push('lost'),
      }),
    );
    const config = agent.configure(
      { ...play, vips: [`${vip}/24`, '10.78.0.101/24'], advertIntervalMs: 200 },
      120,
    );
    const nowNs = segment.wire.nowNs;
    await reload(config);
    const advert = await segment.wire.next('the new advert', isAdvert(51, '10.78.0.11', 120), {
      afterNs: nowNs,
    });
    expect(advert.vrrp).toMatchObject({ addresses: [vip, '10.78.0.101'], advertIntervalMs: 200 });
    await segment.wire.next('the new VIP', isAnnouncement('10.78.0.101', segment.station('a').mac), {
      afterNs: nowNs,
    });
    await reload(agent.configure({ ...play, vips: [`${vip}/24`], version: 2, advertIntervalMs: 1000 }, 120));
    await segment.wire.next('version 2', (frame) => frame.vrrp?.version === 2, { afterNs: advert.tsNs });
    expect(segment.addresses('a')).toContain(`${vip}/24`);
    watch.close();
    expect(gone).toEqual(['10.78.0.101']);
    expect(segment.wire.frames.filter((frame) => frame.tsNs > nowNs && frame.vrrp?.priority === 0)).toEqual(
      [],
    );
  });

  it('that is bad is refused, named, and changes nothing', async () => {
    await newAgent().start(play, 150);
    await inState('master');
    const good = agent.configure(play, 150);
    const one = good.virtualRouters[0];
    if (one === undefined) throw new Error('there is no router');
    const script = join(segment.directory, 'check.sh');
    writeFileSync(script, '#!/bin/sh\n');
    chmodSync(script, 0o644);
    const with_ = (change: object): AgentConfigInput => ({
      ...good,
      virtualRouters: [{ ...one, ...change }],
    });
    const bad: [string, unknown, RegExp][] = [
      ['not JSON', '{"format":1,', /not JSON/],
      ['a typo', with_({ prioritty: 100 }), /prioritty/],
      ['a wrong type', with_({ priority: 'high' }), /virtualRouters\.0\.priority/],
      ['a missing interface', with_({ interface: 'eth7' }), /eth7/],
      ['a VRID twice', { ...good, virtualRouters: [one, one] }, /twice/],
      ['a VIP of the other family', with_({ vips: [`${vip}/24`, 'fe80::1/64'] }), /one family/],
      ['256 VIPs', with_({ vips: Array.from({ length: 256 }, (_, at) => `10.79.0.${at}/24`) }), /vips/],
      [
        'a command that is not executable',
        { ...good, checks: [{ kind: 'script', command: [script] }] },
        /checks\.0\.command: .*tandem-segment/,
      ],
      [
        'a command that is not there',
        { ...good, checks: [{ kind: 'script', command: ['/no/such'] }] },
        /no\/such/,
      ],
      ['a check that is not there', with_({ track: ['web'] }), /web/],
      ["the machine's own address", with_({ vips: ['10.78.0.11/24'] }), /10\.78\.0\.11 is on eth0/],
      [
        'one router that could change, and one that cannot be',
        {
          ...good,
          virtualRouters: [
            { ...one, version: 2, advertIntervalMs: 1000 },
            { ...one, vrid: 60, interface: 'eth9', vips: ['10.78.0.160/24'] },
          ],
        },
        /eth9/,
      ],
      ['IPv6 in version 2', with_({ version: 2, advertIntervalMs: 1000, vips: ['fe80::1/64'] }), /v3/],
    ];
    const before = await router();
    for (const [what, config, reason] of bad) {
      await expect(reload(config), what).rejects.toThrow(reason);
      expect((await status()).lastReload?.problem, what).not.toBeNull();
    }
    expect(await router()).toMatchObject({ state: 'master', sinceNs: before?.sinceNs, cause: before?.cause });
    expect(segment.addresses('a')).toContain(`${vip}/24`);
    const nowNs = segment.wire.nowNs;
    segment.station('a').namespace.ip('address', 'delete', `${vip}/24`, 'dev', 'eth0');
    await segment.wire.next('it still announces', isAnnouncement(vip, segment.station('a').mac), {
      afterNs: nowNs,
    });
    await reload(good);
    expect((await status()).lastReload?.problem).toBeNull();
  });
});
