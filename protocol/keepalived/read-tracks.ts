import type { TrackReference, Tracks } from './model.ts';
import { type Note, note } from './notes.ts';
import type { Statement } from './tree.ts';

/** The blocks track_script, track_process and track_interface of an instance or a sync group. */
export const trackKinds: Record<string, keyof Tracks> = {
  track_script: 'script',
  track_process: 'process',
  track_interface: 'interface',
};

export const noTracks = (): Tracks => ({ script: [], process: [], interface: [] });

/** `NAME [weight N [reverse|noreverse]]` */
export function readTracks(statement: Statement, notes: Note[]): TrackReference[] {
  return (statement.block ?? []).map(({ words, place }) => {
    const [name = '', keyword, value = '', direction] = words;
    const isWeighted = keyword === 'weight' && /^[+-]?\d{1,3}$/.test(value);
    if (keyword !== undefined && !isWeighted)
      notes.push(note('value-wrong', { keyword: name, value: words.slice(1).join(' ') }, place));
    const reverse = direction === 'reverse' || keyword === 'reverse';
    return { name, place, reverse, ...(isWeighted ? { weight: Number(value) } : {}) };
  });
}
