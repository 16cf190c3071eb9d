# Another small stack, lwIP, as Debian packages it: it announces itself, joins a group, pings the board
# and sends it UDP echoes, some in fragments. lwip-peer (host-tests/lwip-peer) is its application.
needs=(python3)
filter='ip or arp'
peer_build=$directory/../../.build/lwip-peer

build() {
  "$directory/../../host-tests/tools/require" swift pcap/pcap.h lwip/lwip/init.h
  swift build --package-path "$directory/../.." --scratch-path "$peer_build" --quiet \
    --configuration release --product lwip-peer
}

traffic() {
  add_host 9
  # The kernel stays silent there.
  on_host 9 ip address flush dev host
  on_host 9 ip link set host arp off
  on_board timeout 30 python3 -c '
import socket, sys

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((sys.argv[1], 7))
print("ready", flush=True)
while True:
    datagram, client = server.recvfrom(65535)
    server.sendto(datagram, client)
' "$board_address" >"$work/server" &
  until grep -q ready "$work/server"; do sleep 0.1; done
  timeout 20 "$(command -v nsenter)" --target "${host_pid[9]}" --net "$peer_build/release/lwip-peer" host >/dev/null
}
