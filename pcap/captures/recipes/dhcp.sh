# Two hosts get their addresses, one renews and gives up its own: Simon Kelley's dnsmasq, BusyBox's
# udhcpc and ISC's dhclient. The board hears what goes to everyone.
needs=(dnsmasq udhcpc dhclient)
filter='arp or udp port 67 or udp port 68 or icmp'

traffic() {
  local number
  dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=peer --bind-interfaces \
    --dhcp-range=192.0.2.100,192.0.2.120,2m --dhcp-authoritative --dhcp-leasefile="$work/leases" \
    --dhcp-broadcast --log-facility=- --user=root --dhcp-option=option:router,192.0.2.1 \
    --dhcp-option=option:ntp-server,192.0.2.1 --domain=office.test >/dev/null 2>&1 &
  for number in 9 10; do
    add_host "$number"
    on_host "$number" ip address flush dev host
  done
  on_host 9 timeout 12 udhcpc -i host -n -q -B -t 4 -T 2 -s /bin/true -x hostname:printer \
    >/dev/null 2>&1 || true
  cat >"$work/dhclient.conf" <<'CONF'
send host-name "desk-17";
request subnet-mask, broadcast-address, routers, domain-name, domain-name-servers, host-name;
CONF
  on_host 10 timeout 15 dhclient -1 -d -v -sf /bin/true -cf "$work/dhclient.conf" \
    -lf "$work/dhclient.leases" -pf "$work/dhclient.pid" host >/dev/null 2>&1 || true
  # An address that nobody offered is refused.
  on_host 9 timeout 6 udhcpc -i host -n -q -B -t 1 -T 1 -r 192.0.2.200 -s /bin/true \
    >/dev/null 2>&1 || true
}
