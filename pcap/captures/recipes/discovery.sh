# Who offers what in the office, asked and told without end: mDNS of Avahi, SSDP of GSSDP, WS-Discovery
# of wsdd, NetBIOS of Samba, and a broadcast of SNMP's.
needs=(avahi-daemon gssdp-discover wsdd nmbd)
filter='ip and not icmp'

traffic() {
  local daemons=()
  add_host 9
  mkdir -p "$work/samba"
  cat >"$work/avahi.conf" <<CONF
[server]
host-name=printer
use-ipv6=no
enable-dbus=no
allow-interfaces=peer
[publish]
publish-workstation=yes
publish-hinfo=yes
CONF
  cat >"$work/smb.conf" <<CONF
[global]
netbios name = FILESERVER
workgroup = OFFICE
interfaces = 192.0.2.1/24
bind interfaces only = yes
private dir = $work/samba
lock directory = $work/samba
state directory = $work/samba
cache directory = $work/samba
pid directory = $work/samba
ncalrpc dir = $work/samba/ncalrpc
log file = $work/samba/log
CONF
  timeout 12 avahi-daemon --no-drop-root --no-chroot --no-proc-title --file="$work/avahi.conf" \
    >/dev/null 2>&1 &
  daemons+=($!)
  timeout 12 nmbd --foreground --no-process-group -s "$work/smb.conf" >/dev/null 2>&1 &
  daemons+=($!)
  timeout 8 wsdd --interface peer --ipv4only --discovery --no-http --hostname desk-17 \
    --workgroup OFFICE >/dev/null 2>&1 &
  daemons+=($!)
  on_host 9 ip route add 224.0.0.0/4 dev host
  on_host 9 timeout 4 gssdp-discover -i host --rescan-interval=1 --timeout=3 >/dev/null 2>&1 || true
  on_host 9 python3 -c '
import socket

# SNMPv1: get system.sysDescr.0 of community public, from all (RFC 1157).
request = bytes.fromhex(
    "302902010004067075626c6963a01c02045af3b2010201000201003 00e300c06082b060102010101000500"
    .replace(" ", ""))
everyone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
everyone.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
everyone.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"host")
everyone.sendto(request, ("192.0.2.255", 161))
everyone.sendto(request, ("255.255.255.255", 161))
'
  wait "${daemons[@]}" || true
}
