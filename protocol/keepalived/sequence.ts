/**
 * `~SEQ(NAME, [START, [STEP,]] END) LINE` repeats a line with a definition that counts; `~SEQx` writes it in hexadecimal
 * (keepalived.conf(5), "Sequence blocks").
 */
export interface Sequence {
  name: string;
  values: string[];
  /** What is repeated; it may start with another sequence. */
  line: string;
}

/** More than one configuration has of anything. */
const MAX_VALUES = 4096;

const pattern = /^~SEQ(x?)\(([^)]*)\)\s*(\S.*)$/;

/** Undefined for anything else, and for one that would not end. */
export function readSequence(text: string): Sequence | undefined {
  const [, hexadecimal, written = '', line = ''] = pattern.exec(text) ?? [];
  const [name = '', ...numbers] = written.split(',').map((part) => part.trim());
  if (!/^[A-Za-z_]\w*$/.test(name) || numbers.length < 1 || numbers.length > 3) return undefined;
  const end = integer(numbers[numbers.length - 1]);
  const start = numbers.length > 1 ? integer(numbers[0]) : Math.sign(end);
  const step = numbers.length > 2 ? integer(numbers[1]) : end >= start ? 1 : -1;
  const count = Math.floor((end - start) / step) + 1;
  if (!Number.isSafeInteger(count) || count < 1 || count > MAX_VALUES) return undefined;
  const values = Array.from({ length: count }, (_, index) =>
    (start + index * step).toString(hexadecimal === 'x' ? 16 : 10),
  );
  return { name, values, line };
}

/** Not a number for anything but a decimal, or a hexadecimal with 0x. */
function integer(text = ''): number {
  return /^-?(0x[0-9a-f]+|\d+)$/i.test(text)
    ? Number(text.replace('-', '')) * (text.startsWith('-') ? -1 : 1)
    : Number.NaN;
}
