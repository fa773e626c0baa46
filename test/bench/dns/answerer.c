// A name server that costs next to nothing, to stand behind proxies: gives every name an address and a TTL of an hour. The
// address tells its port: 10.0.P.Q for the port 256 P + Q. SIGUSR1 makes it answer SERVFAIL, or give addresses again. Of
// queries, the given percentage is lost.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { BATCH = 64, ROOM = 1024, ADDRESS_RECORD = 16, OPT_RECORD = 11 };

static volatile sig_atomic_t fails;
static uint8_t port_octets[2];
static int loss;
static uint8_t message[BATCH][ROOM];
static struct sockaddr_in from[BATCH];
static struct iovec vector[BATCH];
static struct mmsghdr header[BATCH];

static void turn(int signal) {
  (void)signal;
  fails = !fails;
}

static int is_lost(void) {
  static uint64_t state = 0x9e3779b97f4a7c15ull;
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return loss && (state >> 33) % 100 < (unsigned)loss;
}

// Turns the query into its answer in place; returns its octets, 0 for none.
static unsigned answer(uint8_t *m, unsigned octets) {
  unsigned at = 12;
  while (at < octets && m[at]) at += m[at] + 1;
  at += 5;
  if (octets < 12 || at > octets || at + ADDRESS_RECORD + OPT_RECORD > ROOM) return 0;
  int has_opt = m[11] == 1 && octets >= at + OPT_RECORD;
  const uint8_t opt[OPT_RECORD] = {0, 0, 41, 4, 208};
  const uint8_t record[ADDRESS_RECORD] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 14, 16, 0, 4, 10, 0, port_octets[0], port_octets[1]};
  m[2] = 0x84 | (m[2] & 1);
  m[3] = fails ? 2 : 0;
  memset(m + 6, 0, 6);
  m[7] = 1;
  m[11] = has_opt;
  memcpy(m + at, record, sizeof record);
  if (has_opt) memcpy(m + at + ADDRESS_RECORD, opt, sizeof opt);
  return at + ADDRESS_RECORD + (has_opt ? OPT_RECORD : 0);
}

int main(int count, char **arguments) {
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (count < 2) return 2;
  local.sin_port = htons(atoi(arguments[1]));
  memcpy(port_octets, &local.sin_port, 2);
  if (count > 2) loss = atoi(arguments[2]);
  signal(SIGUSR1, turn);
  int fd = socket(AF_INET, SOCK_DGRAM, 0), room = 1 << 22;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room);
  if (bind(fd, (void *)&local, sizeof local) < 0) {
    perror("bind");
    return 1;
  }
  for (int i = 0; i < BATCH; i++) {
    header[i].msg_hdr.msg_iov = &vector[i];
    header[i].msg_hdr.msg_iovlen = 1;
    header[i].msg_hdr.msg_name = &from[i];
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      vector[i] = (struct iovec){message[i], ROOM};
      header[i].msg_hdr.msg_namelen = sizeof from[i];
    }
    int received = recvmmsg(fd, header, BATCH, MSG_WAITFORONE, NULL), answered = 0;
    for (int i = 0; i < received; i++) {
      unsigned octets = is_lost() ? 0 : answer(message[i], header[i].msg_len);
      if (octets == 0) continue;
      if (answered != i) memcpy(message[answered], message[i], octets), from[answered] = from[i];
      vector[answered] = (struct iovec){message[answered], octets};
      header[answered++].msg_hdr.msg_namelen = sizeof from[i];
    }
    for (int done = 0; done < answered;) {
      int now_sent = sendmmsg(fd, header + done, answered - done, 0);
      done += now_sent > 0 ? now_sent : 1;
    }
  }
}
