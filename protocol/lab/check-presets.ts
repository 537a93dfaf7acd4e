/**
 * What a preset of the wizard fills in: where the distributions' own packages listen, and what their program is called.
 * A preset becomes an ordinary check; lab files know none.
 */
export const checkPresets = {
  nginx: { url: 'http://127.0.0.1/' },
  haproxy: { process: 'haproxy' },
  tomcat: { url: 'http://127.0.0.1:8080/' },
  // A director without real servers answers nobody. Each is a line of the kernel's own table, which everybody may read:
  //   "  -> 0A4D0015:0050      Masq    1      0          0", or "  -> [fd00:…]:0050 …", below "  -> RemoteAddress:Port …".
  lvs: { script: '/usr/bin/grep', arguments: '-q -e ->.[[0-9A-F] /proc/net/ip_vs', user: 'nobody' },
} as const;
