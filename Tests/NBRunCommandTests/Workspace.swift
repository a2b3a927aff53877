import NBRunCommand

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A temporary folder with files, in which commands run; removed with its contents at the end.
final class Workspace: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/nbrun-tests-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Problem() }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    // Folders come after what is in them.
    var found = [path]
    var next = 0
    while next < found.count {
      var information = stat()
      let isFolder =
        lstat(found[next], &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
      let names = isFolder ? (try? LocalFiles().names(in: found[next])) ?? [] : []
      found += names.map { found[next] + "/" + $0 }
      next += 1
    }
    for path in found.reversed() { remove(path) }
  }

  struct Problem: Error {}

  /// Returns the path of something inside.
  func path(_ name: String) -> String { name.isEmpty ? path : path + "/" + name }

  /// Writes a file, making its folders.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    var folder = path
    for component in name.split(separator: "/").dropLast() {
      folder += "/" + component
      mkdir(folder, 0o777)
    }
    guard let file = fopen(path(name), "wb") else { throw Problem() }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Problem() }
    return path(name)
  }

  /// Writes a text file, making its folders.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  /// Makes a symbolic link.
  func link(_ name: String, to target: String) throws {
    guard symlink(target, path(name)) == 0 else { throw Problem() }
  }

  /// Returns a file's text, nil where there is none.
  func read(_ name: String) -> String? {
    guard let file = fopen(path(name), "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&chunk, 1, chunk.count, file)
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns the names in a folder, hidden ones included, sorted.
  func names(_ folder: String = "") -> [String] {
    (try? LocalFiles().names(in: path(folder))) ?? []
  }
}

/// What a command printed and how it ended.
struct CommandResult {
  var status: ExitStatus
  var output: String
  var errors: String
}

/// Collects bytes from any thread.
final class ByteSink: @unchecked Sendable {
  // A mutex guards the only state.
  private var bytes: [UInt8] = []
  private var mutex = pthread_mutex_t()

  init() { pthread_mutex_init(&mutex, nil) }
  deinit { pthread_mutex_destroy(&mutex) }

  func append(_ more: [UInt8]) {
    pthread_mutex_lock(&mutex)
    bytes += more
    pthread_mutex_unlock(&mutex)
  }

  var text: String {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Runs a command line in this process.
func nbrun(
  _ arguments: [String], files: LocalFiles = LocalFiles(), isTerminal: Bool = false,
  failsOutput: Bool = false
) async -> CommandResult {
  let output = ByteSink()
  let errors = ByteSink()
  let environment = CommandEnvironment(
    files: files, isTerminal: isTerminal, coreCount: 2,
    writeOutput: { bytes in
      if failsOutput { return false }
      output.append(bytes)
      return true
    },
    writeError: { errors.append($0) })
  let status = await CommandLineTool.run(arguments, in: environment)
  return CommandResult(status: status, output: output.text, errors: errors.text)
}
