/**
 * Classic BPF (linux/filter.h): lets only the wanted frames into user space. Untagged frames; a tag that the network
 * card or the kernel strips is not seen here.
 */
export const filterNames = ['vrrp', 'arp', 'icmp'] as const;
export type FilterName = (typeof filterNames)[number];

const LOAD_HALF = 0x28; // BPF_LD | BPF_H | BPF_ABS
const LOAD_BYTE = 0x30; // BPF_LD | BPF_B | BPF_ABS
const JUMP_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
const RETURN = 0x06; // BPF_RET | BPF_K

const ACCEPT_LENGTH = 0x40000;

interface Test {
  etherType: number;
  /** Offset and value of the byte that decides; absent where the EtherType does. */
  byte?: { offset: number; value: number };
}

const IPV4_PROTOCOL = 14 + 9;
const IPV6_NEXT_HEADER = 14 + 6;

const testsByName: Record<FilterName, Test[]> = {
  vrrp: [
    { etherType: 0x0800, byte: { offset: IPV4_PROTOCOL, value: 112 } },
    { etherType: 0x86dd, byte: { offset: IPV6_NEXT_HEADER, value: 112 } },
  ],
  arp: [{ etherType: 0x0806 }],
  // ICMPv6 carries neighbour discovery, which is to IPv6 what ARP is to IPv4 (RFC 4861).
  icmp: [
    { etherType: 0x0800, byte: { offset: IPV4_PROTOCOL, value: 1 } },
    { etherType: 0x86dd, byte: { offset: IPV6_NEXT_HEADER, value: 58 } },
  ],
};

/** struct sock_filter: code u16, jump if true u8, jump if false u8, k u32. */
function instruction(code: number, k: number, jumpTrue = 0, jumpFalse = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(jumpTrue, 2);
  bytes.writeUInt8(jumpFalse, 3);
  bytes.writeUInt32LE(k, 4);
  return bytes;
}

/** The program that accepts a frame if one of the tests holds; `undefined`, everything, where none is asked for. */
export function captureFilter(names: FilterName[]): Buffer | undefined {
  if (names.length === 0) return undefined;
  const accept = instruction(RETURN, ACCEPT_LENGTH);
  const program: Buffer[] = [];
  for (const { etherType, byte } of names.flatMap((name) => testsByName[name])) {
    program.push(instruction(LOAD_HALF, 12));
    if (byte) {
      program.push(instruction(JUMP_EQUAL, etherType, 0, 3));
      program.push(instruction(LOAD_BYTE, byte.offset), instruction(JUMP_EQUAL, byte.value, 0, 1), accept);
    } else program.push(instruction(JUMP_EQUAL, etherType, 0, 1), accept);
  }
  return Buffer.concat([...program, instruction(RETURN, 0)]);
}
