# Another small stack, lwIP, as Debian packages it: it announces itself, joins a group, pings the board
# and sends it UDP echoes, some in fragments. lwip.c is its application.
needs=(gcc python3)
filter='ip or arp'

traffic() {
  gcc -O1 -o "$work/lwip" "$directory/recipes/lwip.c" -I/usr/include/lwip -llwip -lpthread
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
  timeout 20 "$(command -v nsenter)" --target "${host_pid[9]}" --net "$work/lwip" host >/dev/null
}
