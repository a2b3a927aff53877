#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a command sees of the process around it; tests put their own in its place.
package struct CommandEnvironment: Sendable {
  /// Reads and writes files.
  package var files: LocalFiles
  /// Writes to standard output; false where that failed.
  package var writeOutput: @Sendable ([UInt8]) -> Bool
  /// Writes to standard error.
  package var writeError: @Sendable ([UInt8]) -> Void
  /// Whether standard error is a terminal that takes colours and a line of progress.
  package var isTerminal: Bool
  /// How many blocks run at once unless the user says otherwise.
  package var coreCount: Int

  /// Creates an environment.
  package init(
    files: LocalFiles = LocalFiles(), isTerminal: Bool = false, coreCount: Int = 1,
    writeOutput: @escaping @Sendable ([UInt8]) -> Bool,
    writeError: @escaping @Sendable ([UInt8]) -> Void
  ) {
    self.files = files
    self.isTerminal = isTerminal
    self.coreCount = coreCount
    self.writeOutput = writeOutput
    self.writeError = writeError
  }

  /// The environment of the running process.
  static var process: CommandEnvironment {
    let files = LocalFiles()
    return CommandEnvironment(
      files: files,
      isTerminal: isatty(STDERR_FILENO) == 1 && !isSet("NO_COLOR") && !isDumbTerminal,
      coreCount: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
      writeOutput: { bytes in (try? files.write(bytes, to: STDOUT_FILENO, path: "-")) != nil },
      writeError: { bytes in _ = try? files.write(bytes, to: STDERR_FILENO, path: "-") })
  }

  /// Writes text to standard output; false where that failed.
  func print(_ text: String) -> Bool { writeOutput(Array(text.utf8)) }

  /// Writes text to standard error.
  func note(_ text: String) { writeError(Array(text.utf8)) }

  private static func isSet(_ name: String) -> Bool {
    guard let value = unsafe getenv(name) else { return false }
    return unsafe value[0] != 0
  }

  private static var isDumbTerminal: Bool {
    guard let value = unsafe getenv("TERM") else { return false }
    return unsafe String(cString: value) == "dumb"
  }
}
