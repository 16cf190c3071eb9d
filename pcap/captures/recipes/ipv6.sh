# The other Internet Protocol on the same wire: neighbor discovery, MLD and router advertisements of
# Linux and dnsmasq, and DHCPv6.
needs=(dnsmasq ping)
filter='ip6 or vlan'
keeps_ipv6=yes

traffic() {
  local daemons=()
  ip address add 2001:db8::1/64 dev peer
  add_host 9
  timeout 8 dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=peer \
    --dhcp-range=2001:db8::100,2001:db8::1ff,64,10m --enable-ra --dhcp-leasefile="$work/leases" \
    --user=root >/dev/null 2>&1 &
  daemons+=($!)
  ping -q -c 2 -w 3 ff02::1%peer >/dev/null || true
  ping -q -c 1 -w 1 2001:db8::77 >/dev/null || true
  on_host 9 timeout 5 dhclient -6 -1 -d -sf /bin/true -lf "$work/leases6" -pf "$work/pid6" host \
    >/dev/null 2>&1 || true
  wait "${daemons[@]}" || true
}
