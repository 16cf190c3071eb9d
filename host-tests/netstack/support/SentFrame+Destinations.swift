/// The hosts that the frames are meant for, and whether they only ask for one.
func destinations(_ frames: [[UInt8]]) throws -> [String] {
  try frames.map { bytes in
    let frame = try SentFrame(bytes)
    let address = frame.isARPRequest ? frame.targetProtocol : frame.packetDestination
    return "\(frame.isARPRequest ? "who has" : "to") \(address[3])"
  }
}
