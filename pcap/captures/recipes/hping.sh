# What no host should send: Salvatore Sanfilippo's hping3, and a ping of death.
needs=(hping3 python3)

traffic() {
  local one=(timeout 5 hping3 -q -c 1 -I peer)
  hping() { "${one[@]}" "$@" "$board_address" >/dev/null 2>&1 || true; }

  # ICMP: a wrong checksum, route recording, other requests, unknown types.
  hping --icmp --data 32
  hping --icmp --data 32 --badcksum
  hping --icmp --rroute --data 32
  hping --icmp --icmp-ts
  hping --icmp --icmp-addr
  hping --icmp --icmptype 5 --icmpcode 1 --force-icmp
  hping --icmp --icmptype 42 --icmpcode 7 --force-icmp
  # Times to live, service types and identifications at their ends.
  hping --icmp --ttl 1
  hping --icmp --ttl 255 --tos ff --id 65535 --data 8
  # UDP with a wrong checksum, to closed ports and to none.
  hping --udp --destport 7 --baseport 40000 --data 18
  hping --udp --destport 7 --baseport 40000 --data 18 --badcksum
  hping --udp --destport 0 --baseport 40000
  hping --udp --destport 9 --baseport 0
  # Fragments of 16 bytes; one that has no beginning; one that is all alone.
  hping --icmp --frag --data 100
  hping --udp --destport 7 --baseport 40001 --frag --mtu 32 --data 100
  hping --icmp --fragoff 64 --data 32
  hping --icmp --morefrag --data 32
  # From the board itself (LAND), from nowhere, from a loopback, from groups.
  hping --udp --destport 7 --baseport 7 --spoof "$board_address"
  hping --icmp --spoof "$board_address"
  hping --icmp --spoof 0.0.0.0
  hping --icmp --spoof 127.0.0.1
  hping --icmp --spoof 224.0.0.1
  hping --icmp --spoof 192.0.2.255
  hping --icmp --spoof 255.255.255.255
  # TCP with every flag and with none.
  hping --destport 7 --syn
  hping --destport 7 --fin --push --urg
  hping --destport 7
  hping --destport 7 --syn --badcksum
  # Raw IP of protocols that few speak.
  hping --rawip --ipproto 0 --data 20
  hping --rawip --ipproto 255 --data 20
  ping_of_death
  by_hand
  # To everyone.
  ip route add 255.255.255.255/32 dev peer
  timeout 5 hping3 -q -c 1 -I peer --icmp 192.0.2.255 >/dev/null 2>&1 || true
  timeout 5 hping3 -q -c 1 -I peer --udp --destport 7 255.255.255.255 >/dev/null 2>&1 || true
}

# A last fragment that ends beyond 65535 bytes (CERT CA-1996-26), a first one with only a part of the
# header (RFC 1858), and two that overlap (teardrop, CERT CA-1997-28).
ping_of_death() {
  python3 -c '
import socket, struct, sys

raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
board = sys.argv[2]

def send(protocol, identification, field, payload):
    header = struct.pack(
        ">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), identification, field, 64, protocol, 0,
        socket.inet_aton(sys.argv[1]), socket.inet_aton(board))
    raw.sendto(header + payload, (board, 0))

more = 0x2000
send(1, 1001, more | 0, bytes([8, 0, 0, 0, 0, 1, 0, 1]) + bytes(24))
send(1, 1001, 8189, bytes(200))
send(17, 1002, more | 0, bytes(8))
send(17, 1002, 1, bytes(8))
send(17, 1003, more | 0, bytes([156, 64, 0, 7, 0, 44, 0, 0]) + bytes(28 + 12))
send(17, 1003, 3, bytes(4))
' "$peer_address" "$board_address"
}

# A wrong header checksum; a packet to the board in a frame to everyone (RFC 1122 §3.3.6); an error
# about a datagram that the board never sent (RFC 5927); a protocol that nobody speaks, to everyone.
by_hand() {
  python3 -c '
import socket, struct, sys

link = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
link.bind(("peer", 0))
peer, board = (socket.inet_aton(address) for address in sys.argv[1:])
everyone = socket.inet_aton("192.0.2.255")

def checksum(data):
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total > 0xffff:
        total = (total >> 16) + (total & 0xffff)
    return total ^ 0xffff

def packet(protocol, payload, source=peer, destination=board, error=0):
    def header(checksum):
        return struct.pack(
            ">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 7, 0, 64, protocol, checksum, source,
            destination)
    return header(checksum(header(0)) ^ error) + payload

def send(content, station=bytes([2, 0, 0, 0, 0, 2])):
    link.send(station + bytes([2, 0, 0, 0, 0, 1, 8, 0]) + content)

datagram = struct.pack(">HHHH", 40000, 7, 8, 0)
send(packet(17, datagram, error=0x0100))
send(packet(17, datagram), station=bytes([255] * 6))
quote = packet(17, struct.pack(">HHHH", 49999, 53, 8, 0), source=board, destination=peer)
error = struct.pack(">BBHI", 3, 3, 0, 0) + quote
error = error[:2] + struct.pack(">H", checksum(error)) + error[4:]
send(packet(1, error))
send(packet(253, bytes(8), destination=everyone), station=bytes([255] * 6))
' "$peer_address" "$board_address"
}
