import ArgumentParser

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The `nbrun` command: reads arguments, runs what they ask for and gives an exit code.
public enum CommandLineTool {
  /// Runs the process's arguments and exits.
  public static func main() async -> Never {
    let status = await run(Array(CommandLine.arguments.dropFirst()), in: .process)
    exit(status.rawValue)
  }

  /// Runs arguments, with `nbrun` itself left out.
  package static func run(
    _ arguments: [String], in environment: CommandEnvironment
  ) async -> ExitStatus {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      if let command = command as? any NotebookCommand {
        return await command.run(in: environment)
      }
      try command.run()
      return .success
    } catch {
      return report(error, in: environment)
    }
  }

  /// Prints help or a version to standard output, a usage error to standard error.
  private static func report(
    _ error: any Error, in environment: CommandEnvironment
  ) -> ExitStatus {
    let isClean = RootCommand.exitCode(for: error).isSuccess
    let message = RootCommand.fullMessage(for: error)
    if isClean {
      return environment.print(message + "\n") ? .success : .inputOutput
    }
    environment.note(message + "\n")
    return .usage
  }
}

/// What an exit code says.
package enum ExitStatus: Int32, Sendable {
  case success = 0
  /// A notebook has errors, or an expectation failed.
  case notebookFailed = 1
  case usage = 64
  /// Input or output failed.
  case inputOutput = 74

  /// Returns the worse of two: input and output first, then notebooks.
  func worse(_ other: ExitStatus) -> ExitStatus { rawValue >= other.rawValue ? self : other }
}

/// A subcommand of nbrun.
protocol NotebookCommand: ParsableCommand {
  /// Does the command's work; every problem has been printed when it returns.
  func run(in environment: CommandEnvironment) async -> ExitStatus
}

/// `nbrun` before its subcommand; without one, arguments are those of `render`.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nbrun",
    abstract: "Turns literate machine-learning notebooks into self-contained HTML pages.",
    usage: """
      nbrun <notebook.md> … [<options of render>]
      nbrun <subcommand>
      """,
    discussion: """
      `nbrun lecture.md` renders a notebook to output/lecture.html: its data sets are made, its \
      models are trained, its figures are drawn and its claims are checked.
      """,
    version: "nbrun \(Version.current)",
    subcommands: [
      RenderCommand.self, CheckCommand.self, TraceCommand.self, DumpCommand.self,
    ],
    defaultSubcommand: RenderCommand.self)
}

/// The version of nbrun.
package enum Version {
  package static let current = "0.1.0"
}
