/** For python 3, which dnf brings to RHEL and Fedora, where perl may be missing. The same as the other, line by line. */
export const pythonPuppet = `
import ctypes, os, select, signal, socket, struct, sys
dev, code, life, own = sys.argv[1], bytes.fromhex(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
signal.alarm(life)
index = socket.if_nametoindex(dev)
link = socket.socket(17, socket.SOCK_RAW, 0)
buf = ctypes.create_string_buffer(code)
link.setsockopt(socket.SOL_SOCKET, 26, struct.pack('HL', len(code) // 8, ctypes.addressof(buf)))
link.bind((dev, 3))
link.setsockopt(263, 1, struct.pack('iHH8s', index, 0, 6, b'\\x33\\x33\\0\\0\\0\\x12'))
ip = socket.socket(socket.AF_INET, socket.SOCK_RAW, 112)
ip.setsockopt(socket.SOL_SOCKET, 25, dev.encode() + b'\\0')
ip.setsockopt(0, 35, socket.inet_aton('224.0.0.18') + bytes(4) + struct.pack('i', index))
ip.setsockopt(0, 32, bytes(8) + struct.pack('i', index))
for option, value in ((33, 255), (2, 255), (34, 0)):
    ip.setsockopt(0, option, value)
in6 = out6 = None
if own:
    in6, out6 = (socket.socket(socket.AF_INET6, socket.SOCK_RAW, 112) for _ in range(2))
    for each in (in6, out6):
        each.setsockopt(socket.SOL_SOCKET, 25, dev.encode() + b'\\0')
    in6.setsockopt(41, 20, socket.inet_pton(socket.AF_INET6, 'ff02::12') + struct.pack('i', index))
    out6.bind((own, 0, 0, index))
    for option, value in ((17, index), (18, 255), (16, 255), (19, 0)):
        out6.setsockopt(41, option, value)
say = lambda *words: print(*words, flush=True)
say('ready')
rest = b''
while True:
    ready = select.select([0, link, ip] + [in6] * bool(in6), [], [])[0]
    if link in ready:
        data, source = link.recvfrom(2048)
        say('out' if source[2] == 4 else 'in', data.hex())
    if ip in ready:
        say('ip', ip.recv(2048).hex())
    if in6 in ready:
        say('ip6', in6.recv(2048).hex())
    if 0 in ready:
        got = os.read(0, 4096)
        if not got:
            break
        *lines, rest = (rest + got).split(b'\\n')
        for line in lines:
            words = line.decode('ascii', 'replace').split()
            try:
                if words[:1] == ['link']:
                    link.send(bytes.fromhex(words[1]))
                elif words[:1] == ['ip']:
                    ip.sendto(bytes.fromhex(words[2]), (words[1], 0))
                elif out6 and words[:1] == ['ip6']:
                    out6.sendto(bytes.fromhex(words[2]), (words[1], 0, 0, index))
            except OSError:
                pass
`;
