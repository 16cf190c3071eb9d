# Which ports are open and whose stack this is: nmap's scans and probes.
needs=(nmap)

traffic() {
  local scan=(nmap -n -T4 --max-retries 0 --host-timeout 20s -e peer)
  "${scan[@]}" -sS -p 7,22,80 "$board_address" >/dev/null
  "${scan[@]}" -sU -p 7,9,53,161 "$board_address" >/dev/null
  "${scan[@]}" -sO -p 1,2,6,17,47,132 "$board_address" >/dev/null
  "${scan[@]}" -sF -p 7 -f "$board_address" >/dev/null
  "${scan[@]}" -sn -PE -PP -PM -PY "$board_address" --disable-arp-ping >/dev/null
  "${scan[@]}" -O --max-os-tries 1 -p 7,9 "$board_address" >/dev/null
}
