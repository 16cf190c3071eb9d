# Pings of many sizes: iputils' ping.
needs=(ping)
sizes=(0 1 2 3 7 8 55 56 57 63 64 100 101 512 999 1000 1471 1472)
count=$((2 + 2 * ${#sizes[@]}))

# One ping of each size, whose identifier is the size.
traffic() {
  local size
  for size in "${sizes[@]}"; do
    ping -q -c 1 -W 2 -e "$size" -s "$size" "$board_address" >/dev/null
  done
}
