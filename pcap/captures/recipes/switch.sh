# What a switch and its neighbors say: spanning tree and IGMP queries of Linux's bridge, LLDP, CDP and
# others of Vincent Bernat's lldpd, a ping to all hosts.
needs=(lldpd ping)

traffic() {
  local daemons=()
  # The switch's port takes the place of the peer's interface, and its address.
  ip link delete peer
  ip link add name office address "${device_address}1" type bridge stp_state 1 forward_delay 200 \
    hello_time 100 mcast_snooping 1 mcast_querier 1 mcast_startup_query_interval 100 \
    mcast_igmp_version 2
  ip link set cable master office
  ip address add "$peer_address/24" dev office
  ip link set office up
  mkdir -p /run/lldpd
  timeout 6 lldpd -d -c -e -f -s -I cable -S office-switch \
    -u "$work/lldpd.socket" >/dev/null 2>&1 &
  daemons+=($!)
  ping -q -c 1 -w 4 "$board_address" >/dev/null || true
  ip link set office type bridge mcast_igmp_version 3
  ip link set office type bridge mcast_querier 0
  ip link set office type bridge mcast_querier 1
  ip route add 224.0.0.0/4 dev office
  ping -q -c 2 -w 3 224.0.0.1 >/dev/null || true
  wait "${daemons[@]}" || true
}
