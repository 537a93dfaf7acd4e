import { expect, it } from 'vitest';
import { decodeFrame } from '../../protocol/wire/decode-frame.ts';
import { unsolicitedAdvertisementFrame } from '../../protocol/wire/ndp.ts';
import { createRecording, recordFrame } from './recording.ts';

const mac = '02:00:00:00:00:0b';
const router = { vrid: 51, family: 6, vips: ['fe80::100', 'fd77::100'] } as const;

function announcementsOf(frames: readonly Uint8Array[]) {
  const recording = createRecording();
  for (const bytes of frames) {
    const frame = decodeFrame(bytes, { no: 1, tsNs: 0n, originalLength: bytes.length });
    recordFrame(recording, frame, 7, router);
  }
  return recording.announcements;
}

it('keeps the neighbour advertisement that announces a VIP, and no other', () => {
  const announced = unsolicitedAdvertisementFrame(mac, 'fd77::100', false);
  const other = unsolicitedAdvertisementFrame(mac, 'fd77::101', false);
  expect(announcementsOf([announced, other])).toEqual([{ atMs: 7, mac }]);
});

it('does not keep an answer, nor one that a router passed on', () => {
  const [answer, routed] = [0, 1].map(() => unsolicitedAdvertisementFrame(mac, 'fd77::100', false));
  if (!answer || !routed) throw new Error('two frames');
  answer[14 + 40 + 4] = 0x60;
  routed[14 + 7] = 254;
  expect(announcementsOf([answer, routed])).toEqual([]);
});

it('leaves out the other family’s virtual router of the same VRID', () => {
  const vrrp = {
    version: 3,
    type: 1,
    vrid: 51,
    priority: 100,
    addresses: [],
    advertIntervalMs: 100,
    checksum: { ok: true, form: null },
  };
  const base = {
    no: 1,
    ts: '0.000000000',
    length: 60,
    protocol: 'vrrp',
    problems: [],
    info: '',
    vrrp,
  } as const;
  const recording = createRecording();
  const ip = { src: '10.0.0.1', dst: '224.0.0.18', ttl: 255 };
  recordFrame(recording, { ...base, problems: [], vrrp, ip: { version: 4, ...ip } }, 1, router);
  recordFrame(
    recording,
    { ...base, problems: [], vrrp, ip: { version: 6, ...ip, src: 'fe80::b' } },
    2,
    router,
  );
  expect(recording.adverts).toEqual([{ atMs: 2, source: 'fe80::b', mac: undefined, priority: 100 }]);
});
