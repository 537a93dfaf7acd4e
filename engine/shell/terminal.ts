/**
 * Text on its way to a terminal. Much of it comes from outside (a capture, a keepalived.conf, a remote host), and a
 * terminal obeys control characters: a title that is set, a line that is overwritten, a text that is pasted back.
 * Control characters (ECMA-48, C0 and C1, and DEL) and those that turn the direction of writing (Unicode, UAX #9) are
 * therefore shown, not sent.
 */
const direction = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const inText = new RegExp(`[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f${direction}]`, 'g');
const inField = new RegExp(`[\\x00-\\x1f\\x7f-\\x9f${direction}]`, 'g');
/** `JSON.stringify` writes these as they are. */
const inJson = new RegExp(`[\\x7f-\\x9f${direction}]`, 'g');

/** Lines and columns stay: for what the program itself put together. */
export function visible(text: string): string {
  return text.replace(inText, asEscape);
}

/** On one line, whatever is in it: for what came from outside. */
export function visibleField(text: string): string {
  return text.replace(inField, asEscape);
}

/** What came from outside and may have lines: those after the first are set in, so that none passes for ours. */
export function visibleLines(text: string): string {
  return text.split(/\r?\n/).map(visibleField).join('\n  ');
}

/** A JSON text of nothing that a terminal obeys; it means the same. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(inJson, (character) => `\\u${codeOf(character, 4)}`);
}

function asEscape(character: string): string {
  const code = character.charCodeAt(0);
  const named: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  return named[character] ?? (code < 0x100 ? `\\x${codeOf(character, 2)}` : `\\u${codeOf(character, 4)}`);
}

const codeOf = (character: string, digits: number) =>
  character.charCodeAt(0).toString(16).padStart(digits, '0');
