/// Why a LAN9118 could not be brought into service.
public enum LAN9118Error: Error, Equatable, Sendable {
  /// BYTE_TEST does not read 0x87654321: nothing is there, or the bus is wired or timed wrong.
  case noChip(found: UInt32)
  /// ID_REV names a chip outside the LAN9115…LAN9118 family.
  case unknownChip(identification: UInt32)
  /// The soft reset did not end, or the chip says that it timed out.
  case resetTimeout
  /// PMT_CTRL never showed READY.
  case notReady
  /// The EEPROM controller, which loads the station address, stayed busy.
  case eepromBusy
  /// An access to a MAC register did not end.
  case macBusy
  /// An access to a PHY register did not end.
  case miiBusy
  /// Nothing answers at the internal PHY's address.
  case noPHY
  /// Neither the caller nor the chip has an address of a single station.
  case noStationAddress
}
