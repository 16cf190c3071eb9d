# The way to the board, asked for with UDP and ICMP: Dmitry Butskoy's traceroute.
needs=(traceroute)

traffic() {
  traceroute -n -q 2 -w 1 -N 1 "$board_address" >/dev/null
  traceroute -n -q 2 -w 1 -N 1 -U -p 53 "$board_address" >/dev/null
  traceroute -n -I -q 2 -w 1 -N 1 "$board_address" >/dev/null
  # Packets as large as fit, and one beyond.
  traceroute -n -q 1 -w 1 -N 1 "$board_address" 1500 >/dev/null
  traceroute -n -I -q 1 -w 1 -N 1 "$board_address" 1600 >/dev/null
}
