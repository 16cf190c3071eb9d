# Datagrams to a closed port and of an unknown protocol: Linux's sockets.
needs=(python3)
count=12

# Each sender waits for the error that its datagram is answered with.
traffic() {
  python3 -c '
import errno, socket, sys

def refused(client, port, payload, error):
    client.connect((sys.argv[2], port))
    client.settimeout(2)
    client.send(payload)
    try:
        client.recv(2048)
        raise SystemExit("answered")
    except OSError as caught:
        assert caught.errno == error, caught

def payload(length):
    return bytes((length + i) % 256 for i in range(length))

for length in (0, 18, 1400):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind((sys.argv[1], 40000))
        refused(udp, 9, payload(length), errno.ECONNREFUSED)
# 253 is for experiments (RFC 3692), so nobody serves it.
for length in (18, 1400):
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, 253) as raw:
        refused(raw, 0, payload(length), errno.ENOPROTOOPT)
' "$peer_address" "$board_address"
}
