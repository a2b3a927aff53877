#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs programs to their end.
enum ChildProcess {
  /// Runs a program whose output goes nowhere, and returns whether it succeeded.
  static func run(_ program: String, _ arguments: [String]) -> Bool {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in [1, 2] {
      unsafe posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([program] + arguments).map {
      unsafe strdup($0)
    }
    unsafe words.append(nil)
    defer { for index in unsafe words.indices { unsafe free(words[index]) } }
    var process: pid_t = 0
    guard unsafe posix_spawn(&process, program, &actions, nil, words, environ) == 0 else {
      return false
    }
    var status: Int32 = 0
    return unsafe waitpid(process, &status, 0) == process && status == 0
  }

  /// Returns the path of a program that was built beside this one.
  static func sibling(_ name: String) -> String {
    let own = CommandLine.arguments[0]
    let folder = own.lastIndex(of: "/").map { own[...$0] } ?? ""
    return folder + name
  }
}
