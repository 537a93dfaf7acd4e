import type { Frame } from '../../protocol/wire/frame.ts';

/**
 * The newest frames, at most `capacity` of them, by position. Removing the oldest is cheap: a whole block at a time is
 * cut off, so that between cuts an index stays what it was.
 */
export class FrameRing {
  readonly capacity: number;
  private frames: Frame[] = [];

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.frames.length;
  }

  get last(): Frame | undefined {
    return this.frames.at(-1);
  }

  at(index: number): Frame | undefined {
    return this.frames[index];
  }

  all(): readonly Frame[] {
    return this.frames;
  }

  clear(): void {
    this.frames = [];
  }

  /** Returns how many of the oldest were dropped to make room. */
  append(batch: readonly Frame[]): number {
    for (const frame of batch) this.frames.push(frame);
    const over = this.frames.length - this.capacity;
    if (over <= 0) return 0;
    const cut = Math.min(this.frames.length, over + Math.floor(this.capacity / 10));
    this.frames = this.frames.slice(cut);
    return cut;
  }
}
