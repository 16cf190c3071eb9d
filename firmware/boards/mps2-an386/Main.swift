import CortexM
import Text

struct Console: TextSink {
  let data = Register(at: 0x4000_4000)
  init() { Register(at: 0x4000_4010).value = 16; Register(at: 0x4000_4008).value = 1 }
  mutating func write(byte: UInt8) { data.value = UInt32(byte) }
}

@c(fault) func fault() {
  var console = Console()
  let report = unsafe FaultReport(frame: entryStackPointer(), stack: MainStack.bounds)
  report.write(to: &console)
  Semihosting.exit(code: 101)
}
@c(alarm) func alarm() {}
@c(ethernet) func ethernet() {}

@_silgen_name("llvm.sponentry.p0") func entryStackPointer() -> UnsafeRawPointer

@main struct Main {
  static func main() {
    var console = Console()
    SystemControlBlock.enableFaultExceptions()
    SysTickClock.start(megahertz: 25)
    console.writeLine("hello")
    for _ in 0..<5 { 
      let t = SysTickClock.now
      while SysTickClock.now < t + 300_000 {}
      console.write(UInt32(SysTickClock.now / 1000)); console.writeLine()
    }
    console.write(UInt32(MainStack.highWaterMark)); console.writeLine()
    var buffer = InlineArray<64, UInt8>(repeating: 0)
    var span = buffer.mutableSpan
    let n = Semihosting.readCommandLine(into: &span)
    console.write(span.span.extracting(first: n)); console.writeLine()
    if n > 60 { console.write(UInt32(buffer[n &+ 20])) }
    let r = Register(at: 0xFF00_0000).value
    console.write(r)
  }
}
