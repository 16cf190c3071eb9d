# A board that starts over the network, with U-Boot's own stack: DHCP, pings, and a file that it asks
# the board for, in QEMU's virt machine.
needs=(qemu-system-arm dnsmasq)
filter='not ip6'

traffic() {
  local image=/usr/lib/u-boot/qemu_arm/u-boot.bin
  [[ -f $image ]] || { echo "record: u-boot needs the package u-boot-qemu" >&2; exit 1; }
  timeout 90 dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --interface=peer \
    --bind-interfaces --dhcp-range=192.0.2.100,192.0.2.120,2m --dhcp-leasefile="$work/leases" \
    --user=root --no-ping --dhcp-boot=boot.img,,192.0.2.2 >/dev/null 2>&1 &
  # Hosts that hang on the cable have a device file for QEMU.
  ip link add link cable name tap9 address 02:00:00:00:01:09 type macvtap mode bridge
  ip link set tap9 up
  local device
  device=/dev/tap$(</sys/class/net/tap9/ifindex)
  [[ -e $device ]] || mknod "$device" c $(cat /sys/class/net/tap9/*tap*/dev /sys/class/net/tap9/macvtap/*/dev 2>/dev/null | head -1 | tr : ' ')
  {
    local line
    # Any key stops it from booting by itself.
    for _ in {1..24}; do
      sleep 0.5
      echo
    done
    for line in 'setenv autoload no' dhcp "ping $board_address" \
      "tftpboot 0x42000000 $board_address:boot.img" "ping $absent_address"; do
      printf '%s\n' "$line"
      sleep 5
    done
    sleep 5
  } | timeout 60 qemu-system-arm -M virt -m 128 -nographic -monitor none -serial stdio -bios "$image" \
    -netdev tap,id=n,fd=3 -device virtio-net-device,netdev=n,mac=02:00:00:00:01:09 \
    3<>"$device" >"$work/console" 2>&1 || true
  rm -f "$device"
}
