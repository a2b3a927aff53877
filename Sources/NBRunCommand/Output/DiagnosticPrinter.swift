import Diagnostics

/// Prints the problems of notebooks and counts them.
struct DiagnosticPrinter {
  private let environment: CommandEnvironment
  private let format: DiagnosticFormat
  private let isStrict: Bool
  /// Standard output carries the page, so that JSON goes to standard error.
  private let isOutputTaken: Bool
  private(set) var status = ExitStatus.success

  init(
    _ environment: CommandEnvironment, format: DiagnosticFormat, isStrict: Bool,
    isOutputTaken: Bool = false
  ) {
    self.environment = environment
    self.format = format
    self.isStrict = isStrict
    self.isOutputTaken = isOutputTaken
  }

  /// Prints problems of one notebook in source order.
  mutating func print(_ diagnostics: [Diagnostic], in source: SourceText) {
    var text = ""
    for diagnostic in diagnostics.map({ promoted($0) }) {
      switch format {
      case .text: text += diagnostic.rendered(in: source, colour: environment.isTerminal)
      case .json: text += diagnostic.json(in: source)
      case .github: text += diagnostic.github(in: source)
      }
      while text.hasSuffix("\n") { text.removeLast() }
      text += format == .text ? "\n\n" : "\n"
      if diagnostic.severity == .error { fail(.status(of: diagnostic.code)) }
    }
    guard !text.isEmpty else { return }
    if format == .json, !isOutputTaken {
      if !environment.print(text) { fail(.inputOutput) }
    } else {
      environment.note(text)
    }
  }

  /// Prints a problem of a file that could not be read or written.
  mutating func print(_ failure: FileFailure) {
    let code: DiagnosticCode =
      failure.operation == .write || failure.operation == .make
      ? .outputFailed : failure.isMissing ? .fileNotFound : .fileUnreadable
    let message =
      switch code {
      case .fileNotFound: "there is no file `\(failure.path)`"
      case .fileUnreadable: "`\(failure.path)` cannot be read: \(failure.reason)"
      default: "`\(failure.path)` cannot be written: \(failure.reason)"
      }
    print([.error(code, message, at: nil)], in: SourceText(name: failure.path, text: ""))
  }

  /// Prints what kept files and folders named on the command line from being read.
  mutating func printProblems(of sources: NotebookSources) {
    for failure in sources.failures { print(failure) }
    for folder in sources.emptyFolders {
      print(
        [.error(.fileNotFound, "there are no notebooks in `\(folder)`", at: nil)],
        in: SourceText(name: folder, text: ""))
    }
  }

  /// Remembers a failure that has been printed.
  mutating func fail(_ status: ExitStatus) { self.status = self.status.worse(status) }

  /// With `--strict`, warnings are errors.
  private func promoted(_ diagnostic: Diagnostic) -> Diagnostic {
    guard isStrict else { return diagnostic }
    var copy = diagnostic
    copy.severity = .error
    return copy
  }
}

extension ExitStatus {
  /// The exit code that an error of this kind leads to.
  fileprivate static func status(of code: DiagnosticCode) -> ExitStatus {
    switch code {
    case .fileNotFound, .fileUnreadable, .outputFailed, .fontUnavailable: .inputOutput
    default: .notebookFailed
    }
  }
}
