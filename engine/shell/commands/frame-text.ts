import type { Frame } from '../../../protocol/wire/frame.ts';
import { visibleField } from '../terminal.ts';

/** A frame for people: time, sender, what it says, what is wrong with it; separated by tabs. */
export function frameText(frame: Frame): string {
  return [frame.ts, frame.ip?.src ?? frame.link?.src ?? '-', frame.info, ...frame.problems]
    .map(visibleField)
    .join('\t');
}
