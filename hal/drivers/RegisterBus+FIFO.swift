extension RegisterBus where Self: ~Copyable {
  @inline(__always)
  public mutating func load(_ words: inout MutableSpan<UInt32>, fromPort offset: Int) {
    for index in words.indices { words[index] = load(offset &+ (index & 7) &* 4) }
  }

  @inline(__always)
  public mutating func store(_ words: Span<UInt32>, toPort offset: Int) {
    for index in words.indices { store(words[index], at: offset &+ (index & 7) &* 4) }
  }
}
