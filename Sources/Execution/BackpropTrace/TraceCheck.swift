import Diagnostics
import NeuralEngine

/// Compares a pass's gradients with central finite differences.
struct TraceCheck {
  /// The largest relative error that passes.
  static let tolerance = 1e-6

  let remark: String
  let diagnostics: [Diagnostic]

  /// Checks the gradients of the wanted inputs; problems are located at `range`.
  init(_ pass: TracePass, at range: SourceRange) {
    let trace = pass.trace
    let sources = zip(trace.inputs, pass.isWanted).filter(\.1).map(\.0).filter {
      trace.backward.gradient(of: $0.node) != nil
    }
    let gradients = sources.compactMap { trace.backward.gradient(of: $0.node) }
    do throws(EvaluationError) {
      let check = try trace.graph.checkGradients(
        of: trace.output.node, withRespectTo: sources.map(\.node), gradients: gradients,
        feeding: TracePass.feeds(trace, pass.inputs))
      self.init(check, of: pass, at: range)
    } catch {
      self.init(
        remark: "", diagnostics: [trace.lowering.diagnostic(for: error, in: trace.graph)])
    }
  }

  /// Judges a comparison.
  init(_ check: GradientCheck, of pass: TracePass, at range: SourceRange) {
    let compared = check.comparisons.count - check.skipped.count
    let error = check.maximumRelativeError
    let derivatives = "\(compared) \(compared == 1 ? "derivative" : "derivatives")"
    var text =
      switch (compared, error) {
      case (0, _): "No gradient could be compared with finite differences."
      case (_, 0):
        "Gradients agree with central finite differences to within rounding (\(derivatives))."
      default:
        "Gradients agree with central finite differences: the largest relative error of "
          + "\(derivatives) is \(TraceNumber.magnitude(error))."
      }
    if let skipped = check.skipped.first {
      let count = check.skipped.count
      text += " Not compared: \(count) at a kink"
      text += (Self.words(for: skipped, pass).map { " (\($0))" } ?? "") + "."
    }
    var problems: [Diagnostic] = []
    for comparison in check.comparisons {
      guard let relative = comparison.relativeError, !(relative <= Self.tolerance) else { continue }
      let name = Self.name(of: comparison, pass)
      let difference = comparison.difference.map(TraceNumber.table) ?? "undefined"
      problems.append(
        .error(
          .gradientMismatch,
          "the gradient of `\(name)` is \(TraceNumber.table(comparison.gradient)), finite "
            + "differences give \(difference)", at: range,
          label: "relative error \(TraceNumber.magnitude(relative))",
          notes: ["errors up to 1e-6 are rounding"]))
    }
    if !problems.isEmpty {
      text =
        "Gradients do not agree with central finite differences: the largest relative error is "
        + "\(TraceNumber.magnitude(error))."
    }
    self.init(remark: text, diagnostics: Array(problems.prefix(4)))
  }

  private init(remark: String, diagnostics: [Diagnostic]) {
    self.remark = remark
    self.diagnostics = diagnostics
  }

  private static func name(of comparison: GradientCheck.Comparison, _ pass: TracePass) -> String {
    let input = pass.trace.inputs.first { $0.node == comparison.source }
    let shape = pass.trace.graph.shape(of: comparison.source)
    guard shape != .scalar else { return input?.name ?? "" }
    var indices: [String] = []
    var rest = comparison.element
    for extent in shape.extents.reversed() {
      indices.insert("\(rest % extent)", at: 0)
      rest /= extent
    }
    return "\(input?.name ?? "")[\(indices.joined(separator: ","))]"
  }

  /// What bends where an element was skipped: `relu`, for `x`.
  private static func words(
    for comparison: GradientCheck.Comparison, _ pass: TracePass
  ) -> String? {
    let name = name(of: comparison, pass)
    switch comparison.kink {
    case .node(let node):
      return "\(pass.trace.graph[node].operation.words.filter { $0 != "`" }), for \(name)"
    case .domain: return "the edge of where the function is defined, for \(name)"
    case nil: return nil
    }
  }
}
