import Link

/// Why a received frame is not passed on.
enum ReceiveFault {
  case crc
  case length
  case runt
  case tooLong
  case collision
  case medium
  case watchdogTimeout
}

extension DeviceCounters {
  mutating func count(_ fault: ReceiveFault) {
    switch fault {
    case .crc: receiveCRCErrors &+= 1
    case .length: receiveLengthErrors &+= 1
    case .runt: receiveRunts &+= 1
    case .tooLong: receiveTooLong &+= 1
    case .collision: receiveCollisions &+= 1
    case .medium: receiveMediumErrors &+= 1
    case .watchdogTimeout: receiveWatchdogTimeouts &+= 1
    }
  }
}
