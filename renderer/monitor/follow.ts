export interface ScrollPlace {
  top: number;
  clientHeight: number;
  scrollHeight: number;
}

const slack = 30;

/**
 * Whether the list goes on following its end after a scroll: at the end it does, a step up lets go, and a step down that
 * does not reach the end changes nothing.
 */
export function followsAfter(follows: boolean, beforeTop: number, place: ScrollPlace): boolean {
  if (place.scrollHeight - place.top - place.clientHeight <= slack) return true;
  if (place.top < beforeTop) return false;
  return follows;
}
