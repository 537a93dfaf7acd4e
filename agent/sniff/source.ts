import type { TapHello } from '../../protocol/control/tap-decoder.ts';

/** Where frames come from. */
export interface FrameSource {
  readonly capture: TapHello['capture'];
  readonly linkType: number;
  start(sink: FrameSink): void;
  /** Since the start. */
  kernelDrops(): number;
  close(): void;
}

export interface FrameSink {
  /** The bytes are valid during the call only. */
  frame(bytes: Uint8Array, originalLength: number, tsNs: bigint): void;
  /** Nothing comes any more. */
  ended(cause: string): void;
}
