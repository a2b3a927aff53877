import ArgumentParser

/// Options of every subcommand that reads notebooks.
struct NotebookOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Notebooks, or folders of notebooks.", valueName: "path"))
  var paths: [String]

  @ArgumentParser.Option(
    name: [.customShort("P"), .customLong("param")],
    help: ArgumentHelp(
      "Overrides a parameter of the front matter; repeatable.", valueName: "name=value"))
  var parameters: [ParameterOverride] = []

  @ArgumentParser.Option(help: "How problems are printed: text, json or github.")
  var diagnostics = DiagnosticFormat.text

  @Flag(help: "Warnings are errors.")
  var strict = false

  @Flag(help: "Print problems only.")
  var quiet = false

  func validate() throws {
    if let empty = paths.first(where: { $0.isEmpty || $0.utf8.contains(0) }) {
      throw ValidationError("'\(empty)' is not a path.")
    }
  }
}

/// Options of every subcommand that runs notebooks.
struct RunOptions: ParsableArguments {
  @ArgumentParser.Option(
    name: [.customShort("j", allowingJoined: true), .long],
    help: "How many blocks run at once (default: the number of cores).")
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1_024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024.")
    }
  }
}

/// `name=value` of the command line.
struct ParameterOverride: ExpressibleByArgument {
  var name: String
  var value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "="), equals != argument.startIndex else {
      return nil
    }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}

/// How problems are printed.
enum DiagnosticFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people, with excerpts.
  case text
  /// One JSON object a line, on standard output.
  case json
  /// Workflow annotations of GitHub.
  case github
}
