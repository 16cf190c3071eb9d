import Wire

/// A reply of the stack beside the recorded one.
struct FrameComparison {
  let recorded: FrameDissection
  let replied: FrameDissection
  let ignored: Set<FrameField>
  /// What differs, a line each, in the frame's order; empty when the frames agree.
  let differences: [String]

  init(recorded: [UInt8], replied: [UInt8], ignoring ignored: Set<FrameField>) {
    let recorded = FrameDissection(recorded)
    let replied = FrameDissection(replied)
    var fields = recorded.parts.map(\.field)
    fields += replied.parts.map(\.field).filter { !fields.contains($0) }

    self.recorded = recorded
    self.replied = replied
    self.ignored = ignored
    differences = fields.compactMap { field in
      if ignored.contains(field) {
        return field == .ipv4HeaderChecksum ? Self.wrongHeaderChecksum(of: replied) : nil
      }
      return Self.difference(field, recorded, replied)
    }
  }

  var areEqual: Bool { differences.isEmpty }

  private static func difference(
    _ field: FrameField, _ recorded: FrameDissection, _ replied: FrameDissection
  ) -> String? {
    let (left, right) = (recorded.bytes(of: field), replied.bytes(of: field))
    guard left != right else { return nil }
    let values =
      "\(field.rawValue): recorded \(recorded.text(of: field)), replied \(replied.text(of: field))"
    guard field.format == .bytes, !left.isEmpty, !right.isEmpty else { return values }
    let equal = zip(left, right).prefix { $0 == $1 }.count
    return "\(values), equal up to byte \(equal)"
  }

  /// An ignored header checksum may differ from the recorded one, as the fields that it covers do;
  /// it must still be right for its own header.
  private static func wrongHeaderChecksum(of replied: FrameDissection) -> String? {
    let packet = replied.frame.span.extracting(droppingFirst: EthernetFrame.headerLength)
    guard (try? IPv4Packet(packet, verifyingChecksum: false)) != nil,
      (try? IPv4Packet(packet)) == nil
    else { return nil }
    let field = FrameField.ipv4HeaderChecksum
    return "\(field.rawValue): replied \(replied.text(of: field)), wrong for its own header"
  }
}
