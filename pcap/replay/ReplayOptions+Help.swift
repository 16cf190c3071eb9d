extension ReplayOptions {
  static var help: String {
    """
    usage: replay [OPTION]... CAPTURE

    Feeds the frames of a capture that are addressed to the board into Martlet's stack, and shows
    what became of them. UDP port 7 echoes; all other ports are closed. Any Ethernet capture that
    libpcap reads will do: pcap or pcapng. Each frame that the stack sends is held against the RFCs
    by a checker that shares no code with it.

      --ip ADDRESS/LENGTH  the board's address; \(defaultSubnet.text) unless given
      --mac ADDRESS        the board's MAC address; \(defaultHardwareAddress.text) unless given
      --gw ADDRESS         the router to other networks; none unless given
      --expect CAPTURE     compare the stack's replies with those that the board sent in CAPTURE
      --ignore FIELD,...   ignore these fields instead of the volatile ones; 'none' ignores nothing
      --rewrite[=HOST]     let the board take the part of HOST, an address in the capture, or of the
                           host that the most frames are for; 'all': of each that a frame is for
      --mutate SEED        mutate the frames: other bits, lengths, order, fragments, times
      --rounds N           do so N times, with SEED, SEED + 1 and so on; 1 unless given
      --list               show what became of each frame
      --write FILE         write the conversation, what was fed and what the stack sent, as pcap
      --quiet              show differences and errors only
      --help               show this

    Which frames are fed: those to the board's MAC address, and those to group addresses. Frames
    from the board's MAC address are the recorded replies and are not fed; nor are frames to other
    stations, which the board's MAC would not take in, and frames that the capture cut short. The
    capture's time stamps drive the stack's clock, which begins at the first frame and ends at the
    last. A capture that begins after address resolution leaves the stack to ask for its neighbors'
    addresses: replies are held until the capture answers.

    What --rewrite changes: the addresses of the host become the board's in Ethernet, ARP, IPv4 and
    what ICMP errors quote, and checksums follow. A wrong checksum stays wrong, but one that was left
    to the sender's device is computed. Hosts of the host's network move to the board's. Addresses in
    payloads, such as DHCP's, stay. With --expect, the host's recorded replies become the board's.

    Each round of --mutate is a run of its own, on a board that has just started: its seed, which
    is printed with what was found, repeats it. Should the stack trap, the last line on standard error
    names frame and seed.

    How replies are compared: the stack's reply to a frame and the recorded one are found by what
    they answer: the address asked for, the echo's numbers, the ports, or the quoted packet. What
    has no counterpart because a side sent it on its own, such as ARP requests and announcements,
    is counted and not compared. Fragments are put together first. The volatile fields, ignored
    unless --ignore names others:

    \(list(FrameField.allCases.filter(FrameField.volatile.contains)))

    An ignored ipv4.header-checksum must still be right for its own header. All fields:

    \(list(FrameField.allCases))

    A difference marks the bytes that differ: [ab], or (ab) where the field is ignored.

    Progress is shown on a terminal only. Exit status: 0 all is well; 1 replies differ; 2 the command
    line is wrong, or no frame is for the board; 3 a capture can't be read or written; 4 the stack
    sent what it must not send. A trap ends the tool by a signal.

    """
  }

  /// Names in lines of at most 96 characters.
  private static func list(_ fields: [FrameField]) -> String {
    var lines = [" "]
    for field in fields {
      if lines[lines.count - 1].count + 1 + field.rawValue.count > 96 { lines.append(" ") }
      lines[lines.count - 1] += " " + field.rawValue
    }
    return lines.joined(separator: "\n")
  }
}
