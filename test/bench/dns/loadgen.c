// Asks a DNS server over UDP and measures it: with a window of queries in flight, or at a rate with the latency of each.
//
// Names are hNNNNNNN.ZONE, asked for their A record. With -w, so many queries are in flight at any time (closed loop).
// With -r, a query leaves when it is due, whether others are answered or not (open loop), and its latency counts from
// when it was due. Ends after -l seconds; with -c also when every name has been asked for. Prints one line of JSON.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_SOCKETS = 64, BATCH = 64, IDS = 65536, QUERY = 512, ANSWER = 4096 };
static const uint64_t second = 1000000000ull, millisecond = 1000000ull;

static struct {
  const char *address, *zone;
  int port, sockets, window, rate, payload, once, popular;
  unsigned names, first;
  double seconds, popular_share, timeout_ms;
} option = {.address = "127.0.0.1", .zone = "bench.example", .sockets = 8, .payload = 1232, .names = 10000,
            .seconds = 3, .timeout_ms = 500};

// A socket, and when the query with each id on it was sent or due: 0 for none.
struct asker {
  int fd, waiting;
  uint16_t next_id;
  uint64_t since[IDS];
};
static struct asker *askers;

static uint8_t query[BATCH][QUERY], answer[BATCH][ANSWER];
static struct iovec query_vector[BATCH], answer_vector[BATCH];
static struct mmsghdr query_header[BATCH], answer_header[BATCH];
static int query_octets;

static uint64_t sent, received, positive, refused_or_failed, lost, unsent;
static uint32_t *latency; // of each answer, in units of 100 ns
static size_t latency_room;
static unsigned asked_names;

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * second + t.tv_nsec;
}

static uint64_t random_state = 0x9e3779b97f4a7c15ull;
static uint32_t draw(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state >> 32;
}

// Builds the query that all are copies of; only the id and the digits of the name differ.
static void make_queries(void) {
  uint8_t *q = query[0];
  memset(q, 0, QUERY);
  q[2] = 1; // recursion is desired
  q[5] = 1;
  q[11] = option.payload > 0;
  int at = 12;
  q[at++] = 8;
  memcpy(q + at, "h0000000", 8);
  at += 8;
  for (const char *label = option.zone; *label;) {
    size_t octets = strcspn(label, ".");
    q[at++] = octets;
    memcpy(q + at, label, octets);
    at += octets;
    label += octets + (label[octets] == '.');
  }
  q[at++] = 0;
  memcpy(q + at, "\0\1\0\1", 4);
  at += 4;
  if (option.payload > 0) {
    const uint8_t opt[] = {0, 0, 41, option.payload >> 8, option.payload & 255, 0, 0, 0, 0, 0, 0};
    memcpy(q + at, opt, sizeof opt);
    at += sizeof opt;
  }
  query_octets = at;
  for (int i = 0; i < BATCH; i++) {
    memcpy(query[i], query[0], QUERY);
    query_vector[i] = (struct iovec){query[i], at};
    query_header[i].msg_hdr.msg_iov = &query_vector[i];
    query_header[i].msg_hdr.msg_iovlen = 1;
    answer_vector[i] = (struct iovec){answer[i], ANSWER};
    answer_header[i].msg_hdr.msg_iov = &answer_vector[i];
    answer_header[i].msg_hdr.msg_iovlen = 1;
  }
}

// The next name's number: one of the popular ones, one at random, or with -c the one after the last.
static unsigned next_name(void) {
  if (option.popular > 0 && draw() < option.popular_share * 4294967295.0) return draw() % option.popular;
  if (option.once) return option.first + asked_names++;
  return option.first + draw() % option.names;
}

static int has_asked_all(void) { return option.once && asked_names >= option.names; }

static uint16_t fill(int slot, struct asker *asker) {
  unsigned name = next_name();
  for (uint8_t *digit = query[slot] + 20; digit > query[slot] + 13; digit--, name /= 10) *digit = '0' + name % 10;
  uint16_t id = asker->next_id++;
  while (asker->since[id]) id = asker->next_id++;
  query[slot][0] = id >> 8;
  query[slot][1] = id;
  return id;
}

static void open_sockets(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(option.port)};
  if (inet_pton(AF_INET, option.address, &to.sin_addr) != 1) exit(2);
  askers = calloc(option.sockets, sizeof *askers);
  for (int i = 0; i < option.sockets; i++) {
    int room = 1 << 20;
    askers[i].fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    askers[i].next_id = draw();
    setsockopt(askers[i].fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (connect(askers[i].fd, (void *)&to, sizeof to) < 0) {
      perror("connect");
      exit(1);
    }
  }
}

static void note(uint64_t nanoseconds) {
  if (received == latency_room) {
    latency_room = latency_room ? latency_room * 2 : 1 << 20;
    latency = realloc(latency, latency_room * sizeof *latency);
  }
  uint64_t units = nanoseconds / 100;
  latency[received++] = units > UINT32_MAX ? UINT32_MAX : units;
}

// Takes what has come in on a socket; returns how many answers there were.
static int receive(struct asker *asker) {
  int count = recvmmsg(asker->fd, answer_header, BATCH, MSG_DONTWAIT, NULL);
  if (count <= 0) return 0;
  uint64_t at = now();
  for (int i = 0; i < count; i++) {
    uint16_t id = answer[i][0] << 8 | answer[i][1];
    if (answer_header[i].msg_len < 12 || !(answer[i][2] & 0x80) || !asker->since[id]) continue;
    note(at > asker->since[id] ? at - asker->since[id] : 0);
    asker->since[id] = 0;
    asker->waiting--;
    if ((answer[i][3] & 15) == 0 && answer[i][7] > 0) positive++;
    if ((answer[i][3] & 15) == 2 || (answer[i][3] & 15) == 5) refused_or_failed++;
  }
  return count;
}

static void give_up_before(uint64_t before) {
  for (int i = 0; i < option.sockets; i++) {
    if (askers[i].waiting == 0) continue;
    for (int id = 0; id < IDS; id++) {
      if (!askers[i].since[id] || askers[i].since[id] > before) continue;
      askers[i].since[id] = 0;
      askers[i].waiting--;
      lost++;
    }
  }
}

// Fills the window of a socket up, in batches that are worth a system call; returns how many queries left.
static int send_window(struct asker *asker, int window) {
  int room = window - asker->waiting;
  if (room <= 0 || (room < 16 && room < window / 2) || has_asked_all()) return 0;
  int count = 0;
  uint64_t at = now();
  for (; count < room && count < BATCH && !has_asked_all(); count++) {
    uint16_t id = fill(count, asker);
    asker->since[id] = at;
  }
  int done = sendmmsg(asker->fd, query_header, count, 0);
  if (done < 0) done = 0;
  for (int i = done; i < count; i++) asker->since[query[i][0] << 8 | query[i][1]] = 0;
  asker->waiting += done;
  sent += done;
  unsent += count - done;
  return done;
}

// Sends what is due; returns when the next query is.
static uint64_t send_due(uint64_t start) {
  static int turn = 0;
  for (int burst = 0; !has_asked_all(); burst++) {
    uint64_t due = start + (uint64_t)((double)(sent + unsent) * second / option.rate);
    if (due > now() || burst == BATCH) return due;
    struct asker *asker = &askers[turn++ % option.sockets];
    uint16_t id = fill(0, asker);
    asker->since[id] = due;
    asker->waiting++;
    if (send(asker->fd, query[0], query_octets, 0) == query_octets) sent++;
    else {
      asker->since[id] = 0;
      asker->waiting--;
      unsent++;
    }
  }
  return UINT64_MAX;
}

static void wait_for_answers(uint64_t nanoseconds) {
  static struct pollfd polled[MAX_SOCKETS];
  for (int i = 0; i < option.sockets; i++) polled[i] = (struct pollfd){askers[i].fd, POLLIN, 0};
  struct timespec most = {nanoseconds / second, nanoseconds % second};
  ppoll(polled, option.sockets, &most, NULL);
}

static void ask(void) {
  uint64_t start = now(), end = start + option.seconds * second, looked = start;
  uint64_t patience = option.timeout_ms * millisecond;
  int window = option.window / option.sockets > 0 ? option.window / option.sockets : 1;
  for (uint64_t at = start; at < end; at = now()) {
    uint64_t due = at + millisecond;
    int done = 0;
    if (option.rate) due = send_due(start);
    else
      for (int i = 0; i < option.sockets; i++) done += send_window(&askers[i], window);
    for (int i = 0; i < option.sockets; i++) done += receive(&askers[i]);
    if (at - looked > 50 * millisecond) give_up_before((looked = at) - patience);
    at = now();
    if (done == 0 && due > at) wait_for_answers(due - at < millisecond ? due - at : millisecond);
    if (has_asked_all()) break;
  }
}

static void await_the_last(void) {
  uint64_t end = now() + option.timeout_ms * millisecond;
  for (int waiting = 1; waiting > 0 && now() < end;) {
    waiting = 0;
    for (int i = 0; i < option.sockets; i++) {
      while (receive(&askers[i]) > 0) {}
      waiting += askers[i].waiting;
    }
    if (waiting > 0) wait_for_answers(millisecond);
  }
  give_up_before(UINT64_MAX);
}

static int by_size(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return (x > y) - (x < y);
}

static double microseconds_at(double share) {
  if (received == 0) return 0;
  size_t at = share * received;
  return latency[at < received ? at : received - 1] / 10.0;
}

// The share of all queries that was answered within so many microseconds.
static double share_under(double microseconds) {
  size_t count = 0;
  while (count < received && latency[count] < microseconds * 10) count++;
  return sent ? (double)count / sent : 0;
}

static void report(double seconds) {
  qsort(latency, received, sizeof *latency, by_size);
  printf("{\"seconds\":%.6f,\"sent\":%lu,\"unsent\":%lu,\"received\":%lu,\"lost\":%lu,\"positive\":%lu,\"failed\":%lu,",
         seconds, sent, unsent, received, lost, positive, refused_or_failed);
  printf("\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p999\":%.1f,\"under1ms\":%.6f,\"under10ms\":%.6f}\n",
         microseconds_at(0.5), microseconds_at(0.9), microseconds_at(0.99), microseconds_at(0.999), share_under(1000),
         share_under(10000));
}

int main(int count, char **arguments) {
  for (int o; (o = getopt(count, arguments, "a:p:z:n:f:ck:h:s:w:r:l:t:e:x:")) != -1;) switch (o) {
    case 'a': option.address = optarg; break;
    case 'p': option.port = atoi(optarg); break;
    case 'z': option.zone = optarg; break;
    case 'n': option.names = atoi(optarg); break;
    case 'f': option.first = atoi(optarg); break;
    case 'c': option.once = 1; break;
    case 'k': option.popular = atoi(optarg); break;
    case 'h': option.popular_share = atof(optarg); break;
    case 's': option.sockets = atoi(optarg); break;
    case 'w': option.window = atoi(optarg); break;
    case 'r': option.rate = atoi(optarg); break;
    case 'l': option.seconds = atof(optarg); break;
    case 't': option.timeout_ms = atof(optarg); break;
    case 'e': option.payload = atoi(optarg); break;
    case 'x': random_state ^= strtoull(optarg, NULL, 10) * 0x2545f4914f6cdd1dull; break;
    default: return 2;
    }
  if (option.port == 0 || option.sockets < 1 || option.sockets > MAX_SOCKETS || strlen(option.zone) > 200 ||
      option.names < 1 || !(option.window || option.rate)) {
    fprintf(stderr, "usage: loadgen -p PORT (-w IN_FLIGHT | -r QUERIES_A_SECOND) [options; see the source]\n");
    return 2;
  }
  prctl(PR_SET_TIMERSLACK, 1);
  make_queries();
  open_sockets();
  uint64_t start = now();
  ask();
  double seconds = (now() - start) / 1e9;
  await_the_last();
  report(seconds);
}
