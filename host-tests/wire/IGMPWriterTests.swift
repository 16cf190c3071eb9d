import Testing
import Wire

@Suite struct IGMPWriterTests {
  private let group = IPv4Address(239, 1, 2, 3)

  @Test(
    "writes reports and leaves of versions 1 and 2 as Linux does, and nothing beside them",
    arguments: [
      (IGMPType.version1Report, GoldenIGMP.version1Report),
      (.version2Report, GoldenIGMP.version2Report), (.leaveGroup, GoldenIGMP.version2Leave),
    ])
  func groupMessage(type: IGMPType, packet: [UInt8]) {
    let written = ExactBytes.written(count: 13, filler: 0x55) {
      IGMPGroupMessage(type: type, group: group).write(to: &$0, at: 3)
    }
    #expect(written == [0x55, 0x55, 0x55] + GoldenIGMP.message(packet) + [0x55, 0x55])
  }

  @Test(
    "writes reports of version 3 as Linux does, and nothing beside them",
    arguments: [
      ([(4, 3)], GoldenIGMP.version3Join), ([(3, 3)], GoldenIGMP.version3Leave),
      ([(2, 4), (2, 3)], GoldenIGMP.version3Answer),
    ] as [([(UInt8, UInt8)], [UInt8])])
  func version3(records: [(UInt8, UInt8)], packet: [UInt8]) {
    let message = GoldenIGMP.message(packet)
    var length = 0
    let written = ExactBytes.written(count: message.count + 5, filler: 0x55) {
      var writer = IGMPReportWriter(at: 3)
      for (kind, host) in records {
        let kind = IGMPGroupRecord.Kind(rawValue: kind)
        writer.add(IGMPGroupRecord(kind, IPv4Address(239, 1, 2, host)), to: &$0)
      }
      length = writer.finish(&$0)
    }
    #expect(length == message.count)
    #expect(length == IGMPReportWriter.length(recordCount: records.count))
    #expect(written == [0x55, 0x55, 0x55] + message + [0x55, 0x55])
  }

  @Test("writes a report without records")
  func empty() throws {
    let written = ExactBytes.written(count: 8, filler: 0x55) {
      let length = IGMPReportWriter(at: 0).finish(&$0)
      #expect(length == 8)
    }
    #expect(written == [0x22, 0, 0xdd, 0xff, 0, 0, 0, 0])
    #expect(try IGMPMessage(written.span).type == .version3Report)
  }

  @Test("has the numbers of RFC 3376")
  func numbers() {
    #expect(IGMPType.membershipQuery.rawValue == 0x11)
    #expect(IGMPType.version1Report.rawValue == 0x12)
    #expect(IGMPType.version2Report.rawValue == 0x16)
    #expect(IGMPType.leaveGroup.rawValue == 0x17)
    #expect(IGMPType.version3Report.rawValue == 0x22)
    #expect(IGMPGroupRecord.Kind.modeIsExclude.rawValue == 2)
    #expect(IGMPGroupRecord.Kind.changeToInclude.rawValue == 3)
    #expect(IGMPGroupRecord.Kind.changeToExclude.rawValue == 4)
    #expect(IPv4Address.allRouters.rawValue == 0xE000_0002)
    #expect(IPv4Address.allIGMPv3Routers.rawValue == 0xE000_0016)
  }

  @Test("carries a leave in the IPv4 packet that Linux makes: time to live, precedence, alert")
  func wholePacket() {
    let packet = GoldenIGMP.version2Leave
    let written = ExactBytes.written(count: packet.count, filler: 0x55) {
      IPv4Header(
        typeOfService: IGMPTransport.typeOfService, dontFragment: true,
        timeToLive: IGMPTransport.timeToLive, protocol: .igmp,
        source: IPv4Address(192, 0, 2, 2), destination: .allRouters
      )
      .write(
        to: &$0, at: 0, options: IGMPTransport.options.span,
        payloadLength: IGMPGroupMessage.length)
      IGMPGroupMessage(type: .leaveGroup, group: group).write(to: &$0, at: 24)
    }
    #expect(written == packet)
  }

  @Test("traps on a message where there is no room", arguments: [-1, 1, .max])
  func noRoom(offset: Int) async {
    await #expect(processExitsWith: .failure) { [offset] in
      ExactBytes.withWindow(count: 8) {
        IGMPGroupMessage(type: .leaveGroup, group: .allSystems).write(to: &$0, at: offset)
      }
    }
  }

  @Test("traps on a record where there is no room")
  func noRoomForRecord() async {
    await #expect(processExitsWith: .failure) {
      ExactBytes.withWindow(count: 15) {
        var writer = IGMPReportWriter(at: 0)
        writer.add(IGMPGroupRecord(.modeIsExclude, .allSystems), to: &$0)
      }
    }
  }
}
