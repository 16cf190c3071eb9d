import Glibc

/// Whether two paths lead to one existing file.
func isSameFile(_ first: String, _ second: String) -> Bool {
  guard let first = FileIdentity(path: first), let second = FileIdentity(path: second) else {
    return false
  }
  return first == second
}

private struct FileIdentity: Equatable {
  let device: dev_t
  let inode: ino_t

  init?(path: String) {
    var status = stat()
    // The system fills in the whole structure, or fails.
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = status.st_dev
    inode = status.st_ino
  }
}
