import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentConfigInput } from '../../protocol/control/agent-config.ts';
import { isAdvert } from '../bench/wire.ts';
import { request } from '../segment/control.ts';
import { AgentSpeaker } from '../segment/speakers.ts';
import {
  agent,
  beside,
  inState,
  logged,
  newAgent,
  play,
  router,
  segment,
  setStage,
  status,
  vip,
} from '../support/agent-stage.ts';

/** What comes after what when a configuration changes, and what a refused one leaves alone. */

setStage();

const base = { version: 3, interface: 'eth0', advertIntervalMs: 100 } as const;
const lasting = { ...base, vrid: 52, priority: 100, vips: ['10.78.0.101/24'] };

function write(change: object): AgentConfigInput {
  const config = { ...agent.configure(play, 150), ...change };
  writeFileSync(agent.configFile, JSON.stringify(config));
  return config;
}

const reload = () => request(agent.socket, { op: 'reload' });
const named = async (vrid: number) => (await status()).routers.find((router) => router.vrid === vrid);
/** A file that a command of a test makes, or waits for. */
const sign = (name: string) => join(segment.directory, name);
const nft = () =>
  segment.station('a').namespace.run(() => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' }));

afterEach(() => {
  for (const name of ['begun', 'go']) rmSync(sign(name), { force: true });
});

describe('while a command is told of a stop', () => {
  /** It ends when the test says so. */
  const stop = () => [
    '/bin/sh',
    '-c',
    `: >${sign('begun')}; until [ -e ${sign('go')} ]; do sleep 0.02; done`,
  ];
  const leaving = () => ({ ...base, vrid: 51, priority: 150, vips: play.vips, notify: { stop: stop() } });

  it('a backup whose sockets the reload changed hears its master', async () => {
    await newAgent({ virtualRouters: [leaving(), lasting] }).start(play, 150);
    const peer = new AgentSpeaker(segment, 'b');
    peer.extra = { virtualRouters: [{ ...lasting, priority: 200 }] };
    await beside(peer, 200);
    await expect
      .poll(async () => (await named(52).catch(() => undefined))?.masterPriority, { timeout: 10_000 })
      .toBe(200);
    write({ virtualRouters: [{ ...lasting, accept: false }] });
    const reloaded = reload();
    await expect.poll(() => existsSync(sign('begun'))).toBe(true);
    await expect.poll(async () => (await named(52))?.counters.advertsReceived).toBeGreaterThan(2);
    expect((await named(52))?.state).toBe('backup');
    expect(existsSync(sign('go'))).toBe(false);
    writeFileSync(sign('go'), '');
    await reloaded;
  });

  it('another reload waits, and has the last word', async () => {
    await newAgent({ virtualRouters: [leaving(), lasting] }).start(play, 150);
    await inState('master');
    write({ virtualRouters: [{ ...lasting, priority: 110 }] });
    const first = reload();
    await expect.poll(() => existsSync(sign('begun'))).toBe(true);
    write({ virtualRouters: [{ ...lasting, priority: 120 }] });
    const second = reload();
    const afterNs = segment.wire.nowNs;
    for (let count = 0; count < 3; count += 1)
      await segment.wire.next('the first one', isAdvert(52, '10.78.0.11', 110), {
        afterNs: count === 0 ? afterNs : segment.wire.nowNs,
      });
    expect(logged('reloaded')).toHaveLength(0);
    writeFileSync(sign('go'), '');
    await Promise.all([first, second]);
    await expect.poll(() => logged('reloaded')).toHaveLength(2);
    expect((await named(52))?.priority).toBe(120);
  });
});

describe('a refused reload', () => {
  const bad = { ...base, vrid: 60, interface: 'eth9', priority: 100, vips: ['10.78.0.160/24'] };

  it.each([
    ['drops', false],
    ['takes', true],
  ])('leaves a router that %s what is sent to its VIPs as it is', async (_does, accept) => {
    await newAgent({ router: { accept } }).start(play, 150);
    await inState('master');
    const before = nft();
    expect(before.includes(`ip daddr ${vip} drop`)).toBe(!accept);
    const other = { ...base, vrid: 51, priority: 150, vips: play.vips, accept: !accept };
    write({ virtualRouters: [other, bad] });
    await expect(reload()).rejects.toThrow('eth9');
    expect(nft()).toBe(before);
  });

  it('leaves checks as they are: one that fails goes on failing', async () => {
    const check = {
      kind: 'tcp',
      name: 'web',
      port: 8098,
      intervalMs: 50,
      timeoutMs: 200,
      fall: 3,
      startsFailing: false,
      weight: -60,
    } as const;
    await newAgent({ checks: [check], router: { track: ['web'] } }).start(play, 150);
    await expect
      .poll(async () => (await router().catch(() => undefined))?.priority, { timeout: 10_000 })
      .toBe(90);
    const [before] = (await status()).checks;
    write({ checks: [], virtualRouters: [{ ...base, vrid: 51, priority: 150, vips: play.vips }, bad] });
    await expect(reload()).rejects.toThrow('eth9');
    expect((await status()).checks).toMatchObject([{ passing: false, sinceNs: before?.sinceNs }]);
    expect(await router()).toMatchObject({ priority: 90 });
    await expect.poll(() => logged('priority')).toHaveLength(1);
  });
});

describe('the startup delay', () => {
  it('holds back a router that a reload adds meanwhile, for what is left of it', async () => {
    const first = { ...base, vrid: 51, priority: 150, vips: play.vips };
    await newAgent({ startupDelayMs: 4000, virtualRouters: [first] }).start(play, 150);
    await inState('fault');
    write({ virtualRouters: [first, lasting] });
    await reload();
    expect((await named(52))?.faults).toEqual([expect.stringContaining('4000 ms')]);
    await inState('master');
    await expect.poll(async () => (await named(52))?.state, { timeout: 10_000 }).toBe('master');
    const over = () => logged('transition').filter(({ cause }) => cause === 'the startup delay is over');
    await expect.poll(() => over().map(({ vrid }) => vrid)).toEqual([51, 52]);
    write({ virtualRouters: [first, lasting, { ...lasting, vrid: 53, vips: ['10.78.0.103/24'] }] });
    await reload();
    expect((await named(53))?.faults).toEqual([]);
  });
});

describe('a signal in the middle of the start', () => {
  const path = process.env.PATH;

  /** The agent's start waits in its first call of nft. */
  beforeEach(() => {
    const folder = sign('bin');
    mkdirSync(folder, { recursive: true });
    const script = `#!/bin/sh\n: >${sign('begun')}\nuntil [ -e ${sign('go')} ]; do sleep 0.02; done\nexec ${nftPath()} "$@"\n`;
    writeFileSync(join(folder, 'nft'), script);
    chmodSync(join(folder, 'nft'), 0o755);
    process.env.PATH = `${folder}:${path}`;
  });

  afterEach(() => {
    process.env.PATH = path;
    rmSync(sign('bin'), { recursive: true });
  });

  const nftPath = () => execFileSync('which', ['nft'], { encoding: 'utf8' }).trim();

  it('SIGTERM: it starts, and stops as if asked later', async () => {
    await newAgent().start(play, 255);
    await expect.poll(() => existsSync(sign('begun')), { timeout: 10_000 }).toBe(true);
    const stopped = agent.stop();
    await expect.poll(() => logged('stopping')).toHaveLength(1);
    writeFileSync(sign('go'), '');
    await stopped;
    await expect.poll(() => logged('stopped')).toHaveLength(1);
    expect(segment.addresses('a')).not.toContain(`${vip}/24`);
  });

  it('SIGHUP: it goes over to what the file says by then', async () => {
    await newAgent().start(play, 150);
    await expect.poll(() => existsSync(sign('begun')), { timeout: 10_000 }).toBe(true);
    agent.configure(play, 77);
    agent.reload();
    writeFileSync(sign('go'), '');
    await expect
      .poll(async () => (await router().catch(() => undefined))?.priority, { timeout: 10_000 })
      .toBe(77);
    await expect.poll(() => logged('reloaded')).toHaveLength(1);
  });
});
