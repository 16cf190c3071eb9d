# Who is there: Roy Hills' arp-scan, in the forms that tell operating systems apart, and
# iputils' arping where the board's address is taken twice.
needs=(arp-scan arping)

traffic() {
  local scan=(arp-scan --interface peer --retry 1 --timeout 100 --quiet)
  add_host 9
  "${scan[@]}" 192.0.2.0/28 >/dev/null
  "${scan[@]}" --arpspa 127.0.0.1 "$board_address" >/dev/null
  "${scan[@]}" --arpspa dest "$board_address" >/dev/null
  "${scan[@]}" --arphrd 6 "$board_address" >/dev/null
  "${scan[@]}" --arppro 0x86dd "$board_address" >/dev/null
  "${scan[@]}" --arphln 8 "$board_address" >/dev/null
  "${scan[@]}" --arppln 6 "$board_address" >/dev/null
  "${scan[@]}" --arpop 3 "$board_address" >/dev/null
  "${scan[@]}" --padding 00112233445566778899aabbccddeeff "$board_address" >/dev/null
  # Between VLANs, and as SNAP.
  "${scan[@]}" --vlan 5 "$board_address" >/dev/null
  "${scan[@]}" --llc "$board_address" >/dev/null
  # A third host takes the peer's address, asks whether it is alone, and then the board's.
  on_host 9 arping -q -D -w 1 -c 1 -I host "$peer_address" || true
  on_host 9 ip address add "$board_address/32" dev host
  on_host 9 arping -q -U -w 1 -c 1 -I host "$board_address" || true
  on_host 9 arping -q -A -w 1 -c 1 -I host "$board_address" || true
}
