import { ProblemError } from '../../protocol/contract/problem.ts';
import { agentConfigSchema } from '../../protocol/control/agent-config.ts';
import { controlAnswerSchema, controlRequestSchema } from '../../protocol/control/agent-messages.ts';
import { probeLineSchema } from '../../protocol/control/probe-messages.ts';
import { TapDecoder } from '../../protocol/control/tap-decoder.ts';
import { lintConfs } from '../../protocol/findings/lint.ts';
import { importLab } from '../../protocol/keepalived/import-lab.ts';
import { readConf } from '../../protocol/keepalived/read-conf.ts';
import { complaintsOf } from '../../protocol/lab/file-complaints.ts';
import { labSchema } from '../../protocol/lab/schema.ts';
import { decodeFrame, type LinkLayer } from '../../protocol/wire/decode-frame.ts';
import { frameSchema } from '../../protocol/wire/frame.ts';
import { CaptureFileReader } from '../../protocol/wire/pcap-file.ts';
import { decodeRecord } from '../../protocol/wire/pcap-frame.ts';
import type { Random } from './random.ts';
import * as seeds from './seeds.ts';

/** Something that reads what strangers wrote. `run` throws when the reader does not keep its promise. */
export interface Target {
  name: string;
  seeds: readonly Uint8Array[];
  run(bytes: Uint8Array, random: Random): void;
}

const linkLayers: readonly LinkLayer[] = ['ethernet', 'ethernet', 'ip', 'linux-sll', 'linux-sll2'];

const frames: Target = {
  name: 'frames',
  seeds: seeds.frames,
  run(bytes, random) {
    const meta = { no: 1, tsNs: 1n, originalLength: bytes.length };
    const frame = decodeFrame(bytes, meta, random.pick(linkLayers));
    if (random.below(64) === 0) frameSchema.parse(frame);
  },
};

/** A record takes at least 16 bytes of a file. */
const captures: Target = {
  name: 'captures',
  seeds: seeds.captures,
  run(bytes, random) {
    const reader = new CaptureFileReader();
    let no = 0;
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + random.below(random.below(4) === 0 ? 8 : 4096);
      for (const record of reader.push(bytes.subarray(at, end))) {
        no += 1;
        decodeRecord(record, no);
        if (record.bytes.length > bytes.length) throw new Error('a packet longer than its file');
      }
      at = end;
    }
    const damage = reader.end();
    if (damage && (damage.offset < 0 || damage.offset > bytes.length))
      throw new Error('damage outside of the file');
    if (no * 16 > bytes.length) throw new Error('more packets than the file holds');
  },
};

const keepalived: Target = {
  name: 'keepalived',
  seeds: seeds.confs,
  run(bytes, random) {
    const text = Buffer.from(bytes).toString('latin1');
    const conf = readConf({ name: 'a', text }, { include: () => [{ name: 'b', text: 'include a' }] });
    const pair = [
      conf,
      random.below(2) === 0 ? conf : readConf({ name: 'b', text: seeds.confTexts[0] ?? '' }),
    ] as const;
    lintConfs([
      { name: 'a', conf: pair[0] },
      { name: 'b', conf: pair[1] },
    ]);
    try {
      importLab(pair, 'fuzz');
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  },
};

const schemas = [controlRequestSchema, controlAnswerSchema, probeLineSchema, agentConfigSchema, labSchema];

const messages: Target = {
  name: 'messages',
  seeds: seeds.messages,
  run(bytes) {
    const text = Buffer.from(bytes).toString('utf8');
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    for (const schema of schemas) {
      const { error } = schema.safeParse(value);
      if (error) complaintsOf(schema, error.issues, text);
    }
  },
};

const tap: Target = {
  name: 'tap',
  seeds: seeds.tapStreams,
  run(bytes, random) {
    const decoder = new TapDecoder();
    for (let at = 0; at < bytes.length; ) {
      const end = at + 1 + random.below(64);
      for (const record of decoder.push(bytes.subarray(at, end)))
        if (record.type === 'frame') decodeFrame(record.frame.bytes, { no: 1, ...record.frame });
      at = end;
    }
  },
};

export const targets: readonly Target[] = [frames, captures, keepalived, messages, tap];
