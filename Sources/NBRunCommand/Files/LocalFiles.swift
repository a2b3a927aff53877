#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads and writes files through the system's own calls.
package struct LocalFiles: Sendable {
  /// Returns an error number to fail a write with, nil to let it happen; tests inject failures.
  package var failure: (@Sendable (_ step: WriteStep) -> Int32?)?

  /// The steps of writing a file.
  package enum WriteStep: Sendable { case create, write, flush, rename }

  /// Creates an access to the local files.
  package init(failure: (@Sendable (_ step: WriteStep) -> Int32?)? = nil) {
    self.failure = failure
  }

  // MARK: Looking

  /// What stands at a path.
  package enum Kind: Sendable { case file, folder, other, missing }

  /// Returns what stands at a path, symbolic links followed.
  package func kind(of path: String) -> Kind {
    var information = stat()
    guard unsafe stat(path, &information) == 0 else { return .missing }
    return switch information.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// Returns the path with every symbolic link resolved, nil where it does not exist.
  package func resolved(_ path: String) -> String? {
    guard let buffer = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(buffer) }
    return unsafe String(cString: buffer)
  }

  /// Returns the names in a folder in the order of their bytes.
  package func names(in folder: String) throws(FileFailure) -> [String] {
    guard let stream = unsafe opendir(folder) else { throw FileFailure(.list, folder, errno) }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
          unsafe String(cString: $0)
        }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }

  // MARK: Reading

  /// Reads a regular file of at most `limit` bytes; one byte more is read of a larger file, so that
  /// the caller sees that it is too large.
  package func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
    // A pipe or device could block or never end.
    switch kind(of: path) {
    case .file, .missing: break
    case .folder: throw FileFailure(.read, path, EISDIR)
    case .other: throw FileFailure(.read, path, EINVAL)
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.read, path, errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let wanted = min(chunk.count, limit + 1 - bytes.count)
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe systemRead(descriptor, buffer.baseAddress, wanted)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(.read, path, errno)
      }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return bytes
  }

  // MARK: Writing

  /// Makes a folder and the folders above it where they are missing.
  package func makeFolder(_ path: String) throws(FileFailure) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for component in path.split(separator: "/") {
      prefix += component
      if unsafe mkdir(prefix, 0o777) != 0, errno != EEXIST { throw FileFailure(.make, path, errno) }
      prefix += "/"
    }
    guard kind(of: path.isEmpty ? "." : path) == .folder else {
      throw FileFailure(.make, path, ENOTDIR)
    }
  }

  /// Replaces a file in one step: a temporary file in the same folder is written, flushed and
  /// renamed, so that whatever happens either the old file or the new one is there.
  package func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    let folder = FilePath.folder(of: path)
    let temporary = try createTemporary(beside: path)
    do throws(FileFailure) {
      defer { close(temporary.descriptor) }
      try write(bytes, to: temporary.descriptor, path: path)
      try check(.flush, path, fsync(temporary.descriptor))
    } catch {
      unsafe unlink(temporary.path)
      throw error
    }
    do throws(FileFailure) {
      try check(.rename, path, unsafe rename(temporary.path, path))
    } catch {
      unsafe unlink(temporary.path)
      throw error
    }
    // The new name itself has to reach the disk; a file system that cannot flush folders is fine.
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      fsync(descriptor)
      close(descriptor)
    }
  }

  private func createTemporary(
    beside path: String
  ) throws(FileFailure) -> (descriptor: Int32, path: String) {
    if let code = failure?(.create) { throw FileFailure(.write, path, code) }
    let folder = FilePath.folder(of: path)
    let name = FilePath.name(of: path)
    for attempt in 0..<1_000 {
      let candidate = FilePath.joining(folder, ".\(name).\(getpid()).\(attempt).tmp")
      let descriptor = unsafe open(candidate, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (descriptor, candidate) }
      if errno != EEXIST { throw FileFailure(.write, path, errno) }
    }
    throw FileFailure(.write, path, EEXIST)
  }

  /// Writes all bytes to an open file.
  func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileFailure) {
    if let code = failure?(.write) { throw FileFailure(.write, path, code) }
    var offset = 0
    while offset < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[offset...])
        return unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw FileFailure(.write, path, errno)
      }
      offset += count
    }
  }

  private func check(
    _ step: WriteStep, _ path: String, _ status: @autoclosure () -> Int32
  ) throws(FileFailure) {
    if let code = failure?(step) { throw FileFailure(.write, path, code) }
    if status() != 0 { throw FileFailure(.write, path, errno) }
  }
}

/// `read` without its name being taken for the method's.
@unsafe private func systemRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int
) -> Int { unsafe read(descriptor, buffer, count) }

/// `write` without its name being taken for the method's.
@unsafe private func systemWrite(
  _ descriptor: Int32, _ buffer: UnsafeRawPointer?, _ count: Int
) -> Int { unsafe write(descriptor, buffer, count) }

/// Why reading or writing failed.
package struct FileFailure: Error, Sendable, Equatable {
  package enum Operation: String, Sendable {
    case read
    case write
    case list
    case make
  }

  package var operation: Operation
  package var path: String
  package var code: Int32

  init(_ operation: Operation, _ path: String, _ code: Int32) {
    self.operation = operation
    self.path = path
    self.code = code
  }

  /// The system's words for the error, such as `No space left on device`.
  package var reason: String { unsafe String(cString: strerror(code)) }
  /// Whether nothing stands at the path.
  package var isMissing: Bool { code == ENOENT }
}
