/* What lwIP does on a link: see lwip.sh. The argument names the interface whose frames are lwIP's. */
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <lwip/etharp.h>
#include <lwip/icmp.h>
#include <lwip/igmp.h>
#include <lwip/inet_chksum.h>
#include <lwip/netif.h>
#include <lwip/sockets.h>
#include <lwip/tcpip.h>
#include <net/if.h>
#include <netif/ethernet.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int device;
static struct netif netif;

static err_t send_frame(struct netif *to, struct pbuf *frame) {
  unsigned char bytes[1600];
  unsigned short length = pbuf_copy_partial(frame, bytes, sizeof bytes, 0);
  (void)to;
  return write(device, bytes, length) == length ? ERR_OK : ERR_IF;
}

static err_t set_up(struct netif *it) {
  static const unsigned char station[6] = {2, 0, 0, 0, 1, 9};
  memcpy(it->hwaddr, station, 6);
  it->hwaddr_len = 6;
  it->mtu = 1500;
  it->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP |
              NETIF_FLAG_LINK_UP;
  it->name[0] = 'l';
  it->name[1] = 'w';
  it->output = etharp_output;
  it->linkoutput = send_frame;
  return ERR_OK;
}

static void *receive_frames(void *unused) {
  unsigned char bytes[1600];
  long length;
  while ((length = read(device, bytes, sizeof bytes)) > 0) {
    struct pbuf *frame = pbuf_alloc(PBUF_RAW, length, PBUF_RAM);
    if (!frame) continue;
    pbuf_take(frame, bytes, length);
    if (netif.input(frame, &netif) != ERR_OK) pbuf_free(frame);
  }
  return unused;
}

static void start(void *unused) {
  ip4_addr_t address, mask, gateway, group;
  (void)unused;
  IP4_ADDR(&address, 192, 0, 2, 9);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  IP4_ADDR(&gateway, 192, 0, 2, 1);
  IP4_ADDR(&group, 239, 1, 2, 3);
  netif_add(&netif, &address, &mask, &gateway, NULL, set_up, tcpip_input);
  netif_set_default(&netif);
  netif_set_up(&netif);
  igmp_joingroup(&address, &group);
}

static void echo(int client, int length) {
  static unsigned char bytes[4000], answer[4000];
  for (int i = 0; i < length; i++) bytes[i] = length + i;
  lwip_send(client, bytes, length, 0);
  if (lwip_recv(client, answer, sizeof answer, 0) != length) exit(1);
}

static void ping(int sequence, int length) {
  struct timeval wait = {3, 0};
  unsigned char bytes[1600] = {ICMP_ECHO}, answer[1600];
  struct sockaddr_in board = {.sin_family = AF_INET};
  int raw = lwip_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
  unsigned short sum;
  board.sin_addr.s_addr = PP_HTONL(0xC0000202);
  bytes[5] = 9;
  bytes[7] = sequence;
  for (int i = 8; i < 8 + length; i++) bytes[i] = i;
  sum = inet_chksum(bytes, 8 + length);
  memcpy(bytes + 2, &sum, 2);
  lwip_setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  lwip_sendto(raw, bytes, 8 + length, 0, (struct sockaddr *)&board, sizeof board);
  if (lwip_recv(raw, answer, sizeof answer, 0) < 0) exit(1);
  lwip_close(raw);
}

int main(int count, char **arguments) {
  struct sockaddr_ll link = {.sll_family = AF_PACKET, .sll_protocol = PP_HTONS(ETH_P_ALL)};
  struct sockaddr_in board = {.sin_family = AF_INET};
  struct timeval wait = {3, 0};
  pthread_t receiver;
  int client;
  if (count != 2 || !(link.sll_ifindex = if_nametoindex(arguments[1]))) return 2;
  device = socket(AF_PACKET, SOCK_RAW, PP_HTONS(ETH_P_ALL));
  if (device < 0 || bind(device, (struct sockaddr *)&link, sizeof link) != 0) return 1;
  tcpip_init(start, NULL);
  pthread_create(&receiver, NULL, receive_frames, NULL);
  usleep(500000);

  board.sin_port = PP_HTONS(7);
  board.sin_addr.s_addr = PP_HTONL(0xC0000202);
  client = lwip_socket(AF_INET, SOCK_DGRAM, 0);
  lwip_connect(client, (struct sockaddr *)&board, sizeof board);
  lwip_setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
  echo(client, 0);
  echo(client, 100);
  echo(client, 2000);
  ping(1, 0);
  ping(2, 56);
  ping(3, 1400);

  /* A closed port. */
  board.sin_port = PP_HTONS(9);
  lwip_connect(client, (struct sockaddr *)&board, sizeof board);
  lwip_send(client, "closed", 6, 0);
  usleep(500000);
  return 0;
}
