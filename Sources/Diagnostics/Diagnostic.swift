/// One problem found in a notebook: where it is, what it is, and what to do about it.
package struct Diagnostic: Sendable, Hashable {
  /// How bad a problem is.
  package enum Severity: String, Sendable, Hashable {
    case error
    case warning
  }

  package var severity: Severity
  package var code: DiagnosticCode
  /// One sentence without a full stop, starting in lower case, with names in back quotes.
  package var message: String
  /// The characters at fault; nil for a problem of the file as a whole.
  package var range: SourceRange?
  /// What stands beside the carets, such as "did you mean `adam`?".
  package var label: String?
  /// Lines below the excerpt that answer the reader's next question.
  package var notes: [String]

  /// Creates a diagnostic.
  package init(
    _ severity: Severity, _ code: DiagnosticCode, _ message: String, at range: SourceRange?,
    label: String? = nil, notes: [String] = []
  ) {
    self.severity = severity
    self.code = code
    self.message = message
    self.range = range
    self.label = label
    self.notes = notes
  }

  /// Creates an error.
  package static func error(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange?, label: String? = nil,
    notes: [String] = []
  ) -> Diagnostic {
    Diagnostic(.error, code, message, at: range, label: label, notes: notes)
  }

  /// Creates a warning.
  package static func warning(
    _ code: DiagnosticCode, _ message: String, at range: SourceRange?, label: String? = nil,
    notes: [String] = []
  ) -> Diagnostic {
    Diagnostic(.warning, code, message, at: range, label: label, notes: notes)
  }
}
