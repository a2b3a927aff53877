/// One line on the terminal that says what is running; nothing where there is no terminal.
final class ProgressLine: Sendable {
  private let environment: CommandEnvironment
  private let isShown: Bool

  init(_ environment: CommandEnvironment, isQuiet: Bool) {
    self.environment = environment
    isShown = environment.isTerminal && !isQuiet
  }

  /// Replaces the line.
  func show(_ text: String) {
    // A line longer than the terminal would wrap and stay.
    if isShown { environment.note("\r\u{1B}[K" + String(text.prefix(79))) }
  }

  /// Removes the line.
  func clear() {
    if isShown { environment.note("\r\u{1B}[K") }
  }
}
