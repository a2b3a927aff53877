import ArgumentParser
import Diagnostics
import Execution
import NotebookSyntax
import Plotting

/// `nbrun trace`: what a `backprop-trace` block does, from the command line.
struct TraceCommand: NotebookCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Trace an expression and its gradients, operation by operation.",
    discussion: """
      nbrun trace 'f = (x + y) * z' --at x=-2,y=5,z=-4

      prints a table with each node's value, its local derivatives, its gradient and the gradient \
      as finite differences find it. Statements are separated by `;`, the last one is the output. \
      Inputs are numbers, vectors and matrices: --at 'W=[[1, 2], [3, 4]],x=[1, 2]'.
      """)

  @Argument(
    help: ArgumentHelp("Statements, such as 'q = x + y; f = q * z'.", valueName: "statements"))
  var statements: String

  @ArgumentParser.Option(
    help: ArgumentHelp("The values of the inputs, such as x=-2,y=5.", valueName: "name=value,…"))
  var at = ""

  @ArgumentParser.Option(
    help: ArgumentHelp(
      "The inputs whose gradients are wanted (default: all).", valueName: "name,…"))
  var wrt: String?

  @ArgumentParser.Option(
    name: .shortAndLong,
    help: ArgumentHelp("Draw the circuit into this PNG file.", valueName: "path"))
  var output: String?

  @Flag(help: "Draw the circuit for dark pages.")
  var dark = false

  @Flag(help: "Print values and gradients as JSON instead of a table.")
  var json = false

  @ArgumentParser.Option(help: "How problems are printed: text, json or github.")
  var diagnostics = DiagnosticFormat.text

  func validate() throws {
    if let output, !output.hasSuffix(".png") || output == ".png" {
      throw ValidationError("--output takes the path of a PNG file.")
    }
    if dark, output == nil { throw ValidationError("--dark needs --output.") }
  }

  func run(in environment: CommandEnvironment) async -> ExitStatus {
    // The statements are the first line of what problems point at, the other options follow.
    let source = SourceText(
      name: "trace", text: [statements, at, wrt ?? ""].joined(separator: "\n"))
    let start = statements.utf8.count + 1
    var printer = DiagnosticPrinter(
      environment, format: diagnostics, isStrict: false, isOutputTaken: true)
    let (trace, problems) = StatementTrace.make(
      ScalarText(verbatim: statements, at: 0), at: ScalarText(verbatim: at, at: start),
      withRespectTo: wrt.map { Self.names(in: $0, at: start + at.utf8.count + 1) })
    printer.print(problems, in: source)
    guard let trace else { return printer.status }
    let text = json ? Self.json(trace) : TextTable.text(trace.table) + "\n" + trace.remark + "\n"
    if !environment.print(text) { printer.fail(.inputOutput) }
    if let output { draw(trace, to: output, environment, &printer) }
    return printer.status
  }

  /// Splits `x,y` into names with their places.
  private static func names(in text: String, at start: Int) -> [Located<String>] {
    var names: [Located<String>] = []
    var offset = start
    for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
      let blanks = piece.prefix { $0 == " " }.utf8.count
      let name = String(piece.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
      let lower = offset + blanks
      names.append(Located(name, at: SourceRange(lower, lower + name.utf8.count)))
      offset += piece.utf8.count + 1
    }
    return names
  }

  private func draw(
    _ trace: StatementTrace, to path: String, _ environment: CommandEnvironment,
    _ printer: inout DiagnosticPrinter
  ) {
    do throws(FontError) {
      try FontLibrary.shared.verify()
    } catch {
      printer.print(
        [.error(.fontUnavailable, error.description, at: nil)],
        in: SourceText(name: "trace", text: ""))
      return
    }
    do throws(FileFailure) {
      try environment.files.replace(
        path, with: trace.circuit.picture(in: dark ? .dark : .light).png())
      environment.note("\(path)\n")
    } catch {
      printer.print(error)
    }
  }

  // MARK: JSON

  /// An object with the output's name, values, gradients and the largest relative error of the
  /// comparison with finite differences. Numbers read back as the same bits.
  private static func json(_ trace: StatementTrace) -> String {
    func object(_ entries: [(name: String, value: ResultValue)]) -> String {
      let lines = entries.map { "    \"\($0.name)\": \(json($0.value))" }
      return lines.isEmpty ? "{}" : "{\n\(lines.joined(separator: ",\n"))\n  }"
    }
    return """
      {
        "output": "\(trace.outputName)",
        "values": \(object(trace.values)),
        "gradients": \(object(trace.gradients)),
        "largestRelativeError": \(trace.largestRelativeError.map(json) ?? "null")
      }

      """
  }

  private static func json(_ number: Double) -> String {
    number.isFinite ? FormatSpec.shortest(number) : "null"
  }

  private static func json(_ value: ResultValue) -> String {
    switch value {
    case .number(let number): return json(number)
    case .text(let text): return "\"\(text)\""
    case .array(let extents, let values):
      // From the innermost lists to the outermost.
      var pieces = values.map(json)
      for extent in extents.reversed() where extent > 0 {
        pieces = stride(from: 0, to: pieces.count, by: extent).map { start in
          "[" + pieces[start..<start + extent].joined(separator: ", ") + "]"
        }
      }
      return pieces.first ?? "[]"
    }
  }
}
