# Programs that take the board for a server: browsers, shells and file systems of the office.
needs=(python3)

traffic() {
  local port
  for port in 22 80 443 445 8080; do
    timeout 2 python3 -c '
import socket, sys

try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1)
except OSError:
    pass
' "$board_address" "$port"
  done
}
