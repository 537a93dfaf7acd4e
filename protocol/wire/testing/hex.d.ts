/** Bytes from hexadecimal text; white space is ignored. */
export declare function hex(text: string): Uint8Array;
/** Frames as keepalived 2.2.7 put them on a wire; tcpdump agrees with what the tests expect of them. */
export declare const keepalivedFrames: {
  v3: string;
  v2: string;
  gratuitousArp: string;
};
/** The same v3 advertisement with the checksum that RFC 9568, 5.2.8 takes: 3133+9601+000a+0a4e+0064 = d1f0, inverted 2e0f. */
export declare const messageOnlyFrame: string;
