/*
 * What qemu-user 7.2 does not pass on to the kernel, for the agent's arm64 build on another processor. Preloaded into
 * the agent; nothing of it is in the archive.
 *
 *   setsockopt   an option that qemu does not know (SO_TIMESTAMPNS, IP_MULTICAST_IF) counts as taken. Frames then have
 *                no time stamp of the kernel's, and multicast leaves by the interface that the socket is bound to.
 *                IP_ADD_MEMBERSHIP loses the interface's index: it is given the interface's address instead.
 *   getsockopt   an option that qemu does not know (PACKET_STATISTICS) reads as zeros.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

int setsockopt(int fd, int level, int option, const void *value, socklen_t length) {
  int (*real)(int, int, int, const void *, socklen_t) = dlsym(RTLD_NEXT, "setsockopt");
  struct ip_mreq by_address;
  if (level == IPPROTO_IP && option == IP_ADD_MEMBERSHIP && length == sizeof(struct ip_mreqn)) {
    const struct ip_mreqn *by_index = value;
    struct ifreq request = {0};
    if (if_indextoname(by_index->imr_ifindex, request.ifr_name) && ioctl(fd, SIOCGIFADDR, &request) == 0) {
      by_address.imr_multiaddr = by_index->imr_multiaddr;
      by_address.imr_interface = ((struct sockaddr_in *)&request.ifr_addr)->sin_addr;
      value = &by_address;
      length = sizeof by_address;
    }
  }
  int result = real(fd, level, option, value, length);
  return result != 0 && errno == ENOPROTOOPT ? 0 : result;
}

int getsockopt(int fd, int level, int option, void *value, socklen_t *length) {
  int (*real)(int, int, int, void *, socklen_t *) = dlsym(RTLD_NEXT, "getsockopt");
  int result = real(fd, level, option, value, length);
  if (result == 0 || (errno != EOPNOTSUPP && errno != ENOPROTOOPT)) return result;
  memset(value, 0, *length);
  return 0;
}
