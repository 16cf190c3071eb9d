# Address resolution both ways, probes and announcements: iputils' arping and Linux itself.
needs=(ping arping)
filter=arp
count=15

traffic() {
  # arping's exit status tells who answered; the frame count tells the same.
  local ask=(arping -q -w 1 -c 1)
  # Each side's kernel resolves the other: a broadcast request and its reply.
  ping -q -c 1 -W 1 "$board_address" >/dev/null
  forget_neighbors
  on_board ping -q -c 1 -W 1 "$peer_address" >/dev/null
  # A broadcast request, then one to the address that answered it.
  arping -q -w 2 -c 2 -i 1 -I peer "$board_address"
  # Nobody's address.
  "${ask[@]}" -I peer "$absent_address" || true
  # Probes (RFC 5227 §2.1.1), of the board's address and of nobody's.
  "${ask[@]}" -D -I peer "$board_address" || true
  "${ask[@]}" -D -I peer "$absent_address" || true
  # Announcements as request and as reply, and one by the board's own kernel.
  "${ask[@]}" -U -I peer "$peer_address" || true
  "${ask[@]}" -A -I peer "$peer_address" || true
  on_board sh -c "echo 1 >/proc/sys/net/ipv4/conf/board/arp_notify
    ip link set board address ${device_address}2"
}
