import Diagnostics
import NeuralEngine
import NotebookSyntax

/// The trained numbers of a run by name, in the order of the model: what coefficient plots and
/// tables compare.
struct Coefficients: Sendable {
  /// One number of a parameter.
  struct Entry: Sendable, Equatable {
    /// The name that readers see: the input's where a weight has one, else the path.
    var name: String
    /// The parameter's place among the run's.
    var parameter: Int
    /// The place among the parameter's row-major values.
    var element: Int
  }

  let entries: [Entry]

  /// The largest number of coefficients that can be told apart.
  static let largestCount = 60

  /// Lists the coefficients of a run, or reports that it has too many.
  ///
  /// - Parameter includesBiases: Whether biases of linear models and layers are among them. The
  ///   constant of a polynomial always is.
  init?(
    _ run: PlannedRun, includesBiases: Bool, at place: SourceRange,
    in context: inout PlanningContext
  ) {
    let inputs =
      run.features?.functions.map { context.source.text(in: $0.expression.range) }
      ?? run.data.columns
    var entries: [Entry] = []
    for (index, parameter) in run.parameters.enumerated() {
      let isBias = parameter.name == "b" || parameter.name.hasSuffix(".b")
      if isBias, !includesBiases { continue }
      let count = parameter.shape.count
      guard entries.count + count <= Self.largestCount else {
        context.report(
          .error(
            .limitExceeded,
            "`\(run.name)` has more than \(Self.largestCount) coefficients", at: place,
            label: "`plot weights` draws large matrices"))
        return nil
      }
      for element in 0..<count {
        entries.append(
          Entry(
            name: Self.name(of: element, in: parameter, inputs), parameter: index,
            element: element))
      }
    }
    self.entries = entries
  }

  private static func name(
    of element: Int, in parameter: (name: String, shape: Shape), _ inputs: [String]
  ) -> String {
    let extents = parameter.shape.extents
    if extents.isEmpty { return parameter.name }
    guard parameter.name == "w", extents.count == 2, extents[0] == inputs.count else {
      var rest = element
      var indices: [Int] = []
      for extent in extents.reversed() {
        indices.insert(rest % extent, at: 0)
        rest /= extent
      }
      return "\(parameter.name)[\(indices.map(String.init).joined(separator: ","))]"
    }
    let input = inputs[element / extents[1]]
    return extents[1] == 1 ? input : "\(input) → \(element % extents[1])"
  }

  /// Returns the numbers of a finished run.
  func values(of model: TrainedModel) -> [Double] {
    entries.map { model.parameters[$0.parameter].values[$0.element] }
  }
}
