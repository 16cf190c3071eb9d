# Pings and UDP echoes that need fragments, both ways: iputils' ping, Linux's sockets.
needs=(ping python3)
# Each size's fragments, there and back, after address resolution.
count=$((2 + 2 * (2 + 2 + 3 + 4) + 2 * (2 + 3)))

traffic() {
  local size
  for size in 1473 2952 2953 5000; do
    ping -q -c 1 -W 2 -e "$size" -s "$size" "$board_address" >/dev/null
  done
  on_board timeout 10 python3 -c '
import socket, sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 7))
for _ in range(2):
    datagram, client = server.recvfrom(65535)
    server.sendto(datagram, client)
' "$board_address" &
  python3 -c '
import socket, sys, time

client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
client.bind((sys.argv[1], 40000))
client.connect((sys.argv[2], 7))
client.settimeout(5)
time.sleep(0.5)
for length in (1473, 4000):
    datagram = bytes((length + i) % 256 for i in range(length))
    client.send(datagram)
    assert client.recv(65535) == datagram
' "$peer_address" "$board_address"
}
