import type { Frame } from '../../protocol/wire/frame.ts';
import type { FrameRing } from '../store/frame-ring.ts';
import type { Filter } from './filter.ts';

/** The frames of the ring that a filter lets through, kept up to date by looking at new frames only. */
export class FrameList {
  private frames: Frame[] = [];
  private filter: Filter | null = null;
  private epoch = -1;
  private seenNo = 0;

  get length(): number {
    return this.frames.length;
  }

  at(index: number): Frame | undefined {
    return this.frames[index];
  }

  indexOf(no: number): number {
    let low = 0;
    let high = this.frames.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.frames[middle]?.no ?? 0;
      if (found === no) return middle;
      if (found < no) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** Returns how many rows vanished at the top, so that a reader's place can be kept. */
  update(ring: FrameRing, epoch: number, filter: Filter): number {
    if (epoch !== this.epoch || filter !== this.filter) {
      this.epoch = epoch;
      this.filter = filter;
      this.frames = [];
      this.seenNo = 0;
    }
    let from = ring.length;
    while (from > 0 && (ring.at(from - 1)?.no ?? 0) > this.seenNo) from -= 1;
    for (let index = from; index < ring.length; index += 1) {
      const frame = ring.at(index);
      if (frame && filter(frame)) this.frames.push(frame);
    }
    this.seenNo = ring.last?.no ?? 0;
    return this.forget(ring.at(0)?.no ?? 0);
  }

  private forget(oldestNo: number): number {
    if ((this.frames[0]?.no ?? oldestNo) >= oldestNo) return 0;
    const keep = this.frames.findIndex((frame) => frame.no >= oldestNo);
    const gone = keep < 0 ? this.frames.length : keep;
    this.frames = this.frames.slice(gone);
    return gone;
  }
}
