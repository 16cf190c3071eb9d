import FuzzTargets
import Glibc
import Pcap

/// Reads any bytes as a capture; the frames that are in it are written and read again.
func fuzzPcap(_ input: [UInt8]) {
  let source = MemoryFile.source
  source.replace(with: input)
  var frames: [[UInt8]] = []
  var times: [Int64] = []
  do throws(CaptureError) {
    var reader = try CaptureReader(path: source.path)
    while let frame = try reader.nextFrame() {
      require(frame.originalLength >= 0, "a frame of a negative length")
      frames.append(Array(frame.bytes))
      times.append(frame.microseconds)
      require(frames.count <= input.count, "more frames than bytes")
    }
  } catch {
    require(!error.description.isEmpty, "an error without words")
  }
  let copy = MemoryFile.copy
  copy.replace(with: [])
  var written: [[UInt8]] = []
  do throws(CaptureError) {
    var writer = try CaptureWriter(path: copy.path)
    for (frame, time) in zip(frames, times) {
      do throws(CaptureError) {
        try writer.write(CapturedFrame(bytes: frame.span, microseconds: time))
        written.append(frame)
      } catch {
        guard case .unrepresentableFrame = error else { throw error }
      }
    }
    try writer.close()
    var reader = try CaptureReader(path: copy.path)
    let read = try reader.remainingFrames()
    require(read == written, "frames were written otherwise")
  } catch {
    print(error)
    finding("a capture of our own can't be written and read")
  }
}

/// A file without a place on a disk.
private struct MemoryFile {
  static let source = MemoryFile()
  static let copy = MemoryFile()

  private let descriptor: CInt

  private init() {
    let name = "/dev/shm/martlet-fuzz-XXXXXX"
    descriptor = unsafe name.withCString { text in
      let template = unsafe strdup(text)
      defer { unsafe Glibc.free(template) }
      let file = unsafe mkstemp(template!)
      unsafe unlink(template!)
      return file
    }
    require(descriptor >= 0, "no file in memory")
  }

  var path: String { "/proc/self/fd/\(descriptor)" }

  func replace(with bytes: [UInt8]) {
    require(ftruncate(descriptor, 0) == 0, "can't empty a file in memory")
    let count = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0)
    }
    require(count == bytes.count, "can't write a file in memory")
  }
}
