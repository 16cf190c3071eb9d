// A FIFO is one register that is read or written over and over. Eight words to a turn: a turn's own
// instructions would otherwise cost more than the words.

extension RegisterBus where Self: ~Copyable {
  /// Takes as many words as `words` has from the FIFO at `offset`.
  @inline(__always)
  mutating func load(_ words: inout MutableSpan<UInt32>, from offset: Int) {
    var index = 0
    while index &+ 8 <= words.count {
      var part = words._mutatingExtracting(index..<index &+ 8)
      part[0] = load(offset)
      part[1] = load(offset)
      part[2] = load(offset)
      part[3] = load(offset)
      part[4] = load(offset)
      part[5] = load(offset)
      part[6] = load(offset)
      part[7] = load(offset)
      index &+= 8
    }
    while index < words.count {
      words[index] = load(offset)
      index &+= 1
    }
  }

  /// Gives all `words` to the FIFO at `offset`.
  @inline(__always)
  mutating func store(_ words: Span<UInt32>, to offset: Int) {
    var index = 0
    while index &+ 8 <= words.count {
      let part = words.extracting(index..<index &+ 8)
      store(part[0], at: offset)
      store(part[1], at: offset)
      store(part[2], at: offset)
      store(part[3], at: offset)
      store(part[4], at: offset)
      store(part[5], at: offset)
      store(part[6], at: offset)
      store(part[7], at: offset)
      index &+= 8
    }
    while index < words.count {
      store(words[index], at: offset)
      index &+= 1
    }
  }
}
