import Diagnostics
import NeuralEngine

/// Compares a pass's gradients with central finite differences.
struct TraceCheck {
  /// The largest relative error that passes.
  static let tolerance = 1e-6

  let remark: String
  let diagnostics: [Diagnostic]
  private let comparisons: [Graph.NodeID: [GradientCheck.Comparison]]

  /// Above this many elements, only some of each value are compared.
  private static let mostElements = 2_000
  /// Up to this many operations, computed values are compared too.
  private static let mostOperations = 600

  /// Checks the gradients of the wanted inputs, of other values too where the graph is small;
  /// problems are located at `range`.
  init(_ pass: TracePass, at range: SourceRange) {
    let trace = pass.trace
    let inputs = zip(trace.inputs, pass.isWanted).filter(\.1).map(\.0.node)
    let isSmall = trace.forwardCount <= Self.mostOperations
    let computed = trace.values.indices.filter { index in
      let value = trace.values[index]
      return isSmall && value.kind == .operation && pass.showsGradient(of: value)
        && trace.graph.shape(of: value.node).count <= 64
    }.map { trace.values[$0].node }
    let sources = (inputs + computed).filter { trace.backward.gradient(of: $0) != nil }
    let gradients = sources.compactMap { trace.backward.gradient(of: $0) }
    let total = sources.reduce(0) { $0 + trace.graph.shape(of: $1).count }
    do throws(EvaluationError) {
      let check = try trace.graph.checkGradients(
        of: trace.output.node, withRespectTo: sources, gradients: gradients,
        feeding: TracePass.feeds(trace, pass.inputs),
        atMost: total <= Self.mostElements ? .max : total <= 10 * Self.mostElements ? 24 : 8)
      self.init(check, of: pass, at: range, total: total)
    } catch {
      self.init(
        remark: "", diagnostics: [trace.lowering.diagnostic(for: error, in: trace.graph)],
        comparisons: [:])
    }
  }

  /// The largest relative error, nil where nothing was compared.
  var largestRelativeError: Double? {
    comparisons.values.flatMap { $0.compactMap(\.relativeError) }.max()
  }

  /// Returns the comparisons of a node's elements; empty where none was made.
  func comparisons(of node: Graph.NodeID) -> [GradientCheck.Comparison] {
    comparisons[node] ?? []
  }

  /// Judges a comparison.
  ///
  /// - Parameter total: How many elements there are to compare; all by default.
  init(
    _ check: GradientCheck, of pass: TracePass, at range: SourceRange, total: Int? = nil
  ) {
    let compared = check.comparisons.count - check.skipped.count
    let error = check.maximumRelativeError
    var derivatives = ValueText.counted(compared, "derivative")
    if let total, total > check.comparisons.count {
      derivatives += " picked from \(ValueText.grouped(total))"
    }
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
      text += " Not compared: \(ValueText.grouped(check.skipped.count)) at a kink"
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
    self.init(
      remark: text, diagnostics: Array(problems.prefix(4)),
      comparisons: Dictionary(grouping: check.comparisons) { $0.source })
  }

  private init(
    remark: String, diagnostics: [Diagnostic],
    comparisons: [Graph.NodeID: [GradientCheck.Comparison]]
  ) {
    self.remark = remark
    self.diagnostics = diagnostics
    self.comparisons = comparisons
  }

  private static func name(of comparison: GradientCheck.Comparison, _ pass: TracePass) -> String {
    let trace = pass.trace
    let name =
      trace.inputs.first { $0.node == comparison.source }?.name
      ?? trace.values.first { $0.node == comparison.source }?.name ?? ""
    let extents = trace.graph.shape(of: comparison.source).extents
    return extents.isEmpty ? name : name + TraceGraph.index(of: comparison.element, in: extents)
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
