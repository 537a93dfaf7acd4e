/** Bytes from hexadecimal text; white space is ignored. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  return Uint8Array.from({ length: digits.length / 2 }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}

/** Frames as keepalived 2.2.7 put them on a wire; tcpdump agrees with what the tests expect of them. */
export const keepalivedFrames = {
  v3: `01005e000012 820f2a5358a9 0800
       45c0 0020 0001 0000 ff70 d041 0a4e000b e0000012
       3133 9601 000a 4327 0a4e0064`,
  v2: `01005e000012 820f2a5358a9 0800
       45c0 0028 0001 0000 ff70 d039 0a4e000b e0000012
       2133 9601 0001 3e18 0a4e0064 0000000000000000`,
  gratuitousArp: `ffffffffffff 820f2a5358a9 0806
       0001 0800 06 04 0001 820f2a5358a9 0a4e0064 ffffffffffff 0a4e0064`,
};

/** The same v3 advertisement with the checksum that RFC 9568, 5.2.8 takes: 3133+9601+000a+0a4e+0064 = d1f0, inverted 2e0f. */
export const messageOnlyFrame = keepalivedFrames.v3.replace('4327', '2e0f');
