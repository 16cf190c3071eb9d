# UDP echoes of many sizes, without a checksum at the end: Linux's sockets.
needs=(python3)
count=26

traffic() {
  local server ready
  exec {server}< <(on_board python3 -c '
import socket, sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 7))
server.settimeout(20)
print("ready", flush=True)
for _ in range(12):
    datagram, client = server.recvfrom(2048)
    server.sendto(datagram, client)
' "$board_address")
  read -r -t 10 -u "$server" ready

  python3 -c '
import socket, sys

SO_NO_CHECK = 11  # Linux, asm-generic/socket.h

def client(port):
    it = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    it.bind((sys.argv[1], port))
    it.connect((sys.argv[2], 7))
    it.settimeout(2)
    return it

def echo(client, length):
    datagram = bytes((length + i) % 256 for i in range(length))
    client.send(datagram)
    assert client.recv(2048) == datagram

first, second = client(40000), client(40001)
for length in (0, 1, 2, 18, 64, 65, 512, 1471, 1472):
    echo(first, length)
for length in (1, 512):
    echo(second, length)
second.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)
echo(second, 65)
' "$peer_address" "$board_address"
  exec {server}<&-
}
