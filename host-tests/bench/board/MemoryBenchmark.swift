#if MEMORY
  import Drivers
  import Text

  private typealias Copy =
    @convention(c) (UnsafeMutableRawPointer, UnsafeRawPointer, Int) -> UnsafeMutableRawPointer
  private typealias Fill =
    @convention(c) (UnsafeMutableRawPointer, CInt, Int) -> UnsafeMutableRawPointer

  @_extern(c, "memcpy") private func runtimeCopy(
    _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
  ) -> UnsafeMutableRawPointer
  @_extern(c, "memmove") private func runtimeMove(
    _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
  ) -> UnsafeMutableRawPointer
  @_extern(c, "memset") private func runtimeFill(
    _ target: UnsafeMutableRawPointer, _ byte: CInt, _ count: Int
  ) -> UnsafeMutableRawPointer
  @_extern(c, "newlib_memcpy") private func newlibCopy(
    _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
  ) -> UnsafeMutableRawPointer
  @_extern(c, "newlib_memmove") private func newlibMove(
    _ target: UnsafeMutableRawPointer, _ source: UnsafeRawPointer, _ count: Int
  ) -> UnsafeMutableRawPointer
  @_extern(c, "newlib_memset") private func newlibFill(
    _ target: UnsafeMutableRawPointer, _ byte: CInt, _ count: Int
  ) -> UnsafeMutableRawPointer

  /// Counts what the runtime's memory functions take, and newlib's, at every alignment and every length
  /// up to that of a frame.
  ///
  /// Prints a line for each group of lengths: the function, the alignments of target and source, the
  /// least and the greatest length, the number of calls, and the ticks of all of them with the runtime's
  /// function, with newlib's, and with one that does nothing.
  enum MemoryBenchmark {
    /// Between the places of moves that overlap.
    private static var distance: Int { 48 }

    static func run(_ console: inout CMSDKUART<MemoryMappedBus>) {
      // Each short length by itself.
      for length in 0...64 { measure(length...length, &console) }
      for bits in 6...9 { measure((1 << bits) + 1...2 << bits, &console) }
      measure(1025...1536, &console)
    }

    private static func measure(
      _ lengths: ClosedRange<Int>, _ console: inout CMSDKUART<MemoryMappedBus>
    ) {
      // 64 KB of RAM behind the image, which nothing else uses.
      let memory = unsafe UnsafeMutableRawPointer(bitPattern: LoadedFile.capture).unsafelyUnwrapped
      for target in 0..<4 {
        let to = unsafe memory + 4096 + target
        for source in 0..<4 {
          let from = unsafe memory + 4096 + source
          func copy(_ name: StaticString, _ ours: Copy, _ newlib: Copy, _ from: UnsafeRawPointer) {
            write(name, target, source, lengths, &console)
            console.writeField(unsafe ticks(lengths, ours, to, from))
            console.writeField(unsafe ticks(lengths, newlib, to, from))
            console.writeField(unsafe ticks(lengths, { target, _, _ in unsafe target }, to, from))
            console.writeLine()
          }
          unsafe copy("memcpy", runtimeCopy, newlibCopy, from + 8192)
          unsafe copy("memmove-down", runtimeMove, newlibMove, from + distance)
          unsafe copy("memmove-up", runtimeMove, newlibMove, from - distance)
        }
        write("memset", target, 0, lengths, &console)
        console.writeField(unsafe ticks(lengths, runtimeFill, to))
        console.writeField(unsafe ticks(lengths, newlibFill, to))
        console.writeField(unsafe ticks(lengths, { target, _, _ in unsafe target }, to))
        console.writeLine()
      }
    }

    private static func write(
      _ name: StaticString, _ target: Int, _ source: Int, _ lengths: ClosedRange<Int>,
      _ console: inout CMSDKUART<MemoryMappedBus>
    ) {
      console.write(name)
      console.writeField(UInt32(target))
      console.writeField(UInt32(source))
      console.writeField(UInt32(lengths.lowerBound))
      console.writeField(UInt32(lengths.upperBound))
      console.writeField(UInt32(lengths.count * calls(lengths)))
    }

    /// For each length. Of 40 calls, a tick more is an instruction more for each.
    private static func calls(_ lengths: ClosedRange<Int>) -> Int { lengths.count < 40 ? 40 : 1 }

    // What is called is not to be seen by the compiler. The caller vouches for the memory.
    @inline(never)
    private static func ticks(
      _ lengths: ClosedRange<Int>, _ copy: Copy, _ target: UnsafeMutableRawPointer,
      _ source: UnsafeRawPointer
    ) -> UInt32 {
      Ticks.count {
        for length in lengths {
          for _ in 0..<calls(lengths) { _ = unsafe copy(target, source, length) }
        }
      }
    }

    @inline(never)
    private static func ticks(
      _ lengths: ClosedRange<Int>, _ fill: Fill, _ target: UnsafeMutableRawPointer
    ) -> UInt32 {
      Ticks.count {
        for length in lengths {
          for _ in 0..<calls(lengths) { _ = unsafe fill(target, 0x5A, length) }
        }
      }
    }
  }

  extension TextSink where Self: ~Copyable {
    fileprivate mutating func writeField(_ value: UInt32) {
      write(byte: 0x20)
      write(value)
    }
  }
#endif
