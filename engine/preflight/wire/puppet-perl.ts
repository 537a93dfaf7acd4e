/**
 * For perl with its own Socket module (perl-base, essential on Debian, Ubuntu and SUSE). packet(7): family 17, every
 * EtherType so that outgoing frames are seen as well, type 4 is outgoing; ip(7): options of level 0; socket(7):
 * SO_ATTACH_FILTER 26, SO_BINDTODEVICE 25. Level 263, option 1: a card hands on what is sent to ff02::12. ipv6(7):
 * options of level 41. A raw socket that is bound to an address does not hear what comes to another one, so that over
 * IPv6 one sends, from where an advert would, and one hears.
 */
export const perlPuppet = `
use strict; use Socket qw(:DEFAULT inet_pton pack_sockaddr_in6); $| = 1;
my ($dev, $filter, $life, $own) = @ARGV; alarm $life;
open my $f, '<', "/sys/class/net/$dev/ifindex" or die "no $dev\\n"; my $index = <$f> + 0;
my $all = unpack('S', pack('n', 3));
socket(my $link, 17, SOCK_RAW, 0) or die "packet socket: $!\\n";
my $code = pack('H*', $filter);
setsockopt($link, SOL_SOCKET, 26, pack('S x6 P', length($code) / 8, $code)) or die "filter: $!\\n";
bind($link, pack('S S i S C C a8', 17, $all, $index, 0, 0, 0, '')) or die "bind: $!\\n";
setsockopt($link, 263, 1, pack('i S S a8', $index, 0, 6, "\\x33\\x33\\0\\0\\0\\x12")) or die "hear ff02::12: $!\\n";
socket(my $ip, AF_INET, SOCK_RAW, 112) or die "raw socket: $!\\n";
setsockopt($ip, SOL_SOCKET, 25, "$dev\\0") or die "bind to device: $!\\n";
my $group = pack('a4 a4 i', inet_aton('224.0.0.18'), '', $index);
setsockopt($ip, 0, 35, $group) or die "join: $!\\n";
setsockopt($ip, 0, 32, pack('a4 a4 i', '', '', $index));
setsockopt($ip, 0, $_->[0], pack('i', $_->[1])) for [33, 255], [2, 255], [34, 0];
my ($in6, $out6);
if ($own) {
  for ($in6, $out6) {
    socket($_, AF_INET6, SOCK_RAW, 112) or die "raw IPv6 socket: $!\\n";
    setsockopt($_, SOL_SOCKET, 25, "$dev\\0") or die "bind IPv6 to device: $!\\n";
  }
  setsockopt($in6, 41, 20, pack('a16 i', inet_pton(AF_INET6, 'ff02::12'), $index)) or die "join ff02::12: $!\\n";
  bind($out6, pack_sockaddr_in6(0, inet_pton(AF_INET6, $own), $index)) or die "bind to $own: $!\\n";
  setsockopt($out6, 41, $_->[0], pack('i', $_->[1])) for [17, $index], [18, 255], [16, 255], [19, 0];
}
print "ready\\n";
my ($rest, $bytes) = ('', '');
while (1) {
  my $set = ''; vec($set, fileno($_), 1) = 1 for \\*STDIN, $link, $ip, $in6 // ();
  select($set, undef, undef, undef) > 0 or next;
  if (vec($set, fileno($link), 1)) {
    my $from = recv($link, $bytes, 2048, 0);
    print +((unpack('x10 C', $from) == 4 ? 'out ' : 'in '), unpack('H*', $bytes), "\\n") if defined $from;
  }
  if (vec($set, fileno($ip), 1)) {
    print 'ip ', unpack('H*', $bytes), "\\n" if defined recv($ip, $bytes, 2048, 0);
  }
  if ($in6 and vec($set, fileno($in6), 1)) {
    print 'ip6 ', unpack('H*', $bytes), "\\n" if defined recv($in6, $bytes, 2048, 0);
  }
  if (vec($set, fileno(STDIN), 1)) {
    sysread(STDIN, $rest, 4096, length $rest) or exit 0;
    while ($rest =~ s/^(.*)\\n//) {
      my ($what, @more) = split ' ', $1;
      send($link, pack('H*', $more[0]), 0) if ($what // '') eq 'link';
      send($ip, pack('H*', $more[1]), 0, pack_sockaddr_in(0, inet_aton($more[0]))) if ($what // '') eq 'ip';
      send($out6, pack('H*', $more[1]), 0, pack_sockaddr_in6(0, inet_pton(AF_INET6, $more[0]), $index)) if $out6 and ($what // '') eq 'ip6';
    }
  }
}
`;
