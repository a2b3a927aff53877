/// Gradients of a graph beside central finite differences.
package struct GradientCheck: Sendable, Equatable {
  /// Why an element was not compared.
  package enum Kink: Sendable, Equatable {
    /// A function at this node jumps, bends or ties within the difference's step.
    case node(Graph.NodeID)
    /// The output is undefined within the difference's step.
    case domain(EvaluationError)
  }

  /// One element of one gradient.
  package struct Comparison: Sendable, Equatable {
    package var source: Graph.NodeID
    /// The element's row-major offset.
    package var element: Int
    package var gradient: Double
    /// (f(x + h) − f(x − h))/2h, nil at a kink.
    package var difference: Double?
    /// |a − n|/max(|a|, |n|), nil at a kink; 0 where both are below 1e-10.
    package var relativeError: Double?
    package var kink: Kink?
  }

  package var comparisons: [Comparison]

  /// The largest relative error, 0 where nothing was compared.
  package var maximumRelativeError: Double {
    comparisons.reduce(0) { largest, comparison in
      // A gradient that is not a number must not pass for a small error.
      guard let error = comparison.relativeError else { return largest }
      return error.isNaN ? .infinity : max(largest, error)
    }
  }

  /// The elements skipped because of kinks.
  package var skipped: [Comparison] { comparisons.filter { $0.kink != nil } }
}

extension Graph {
  /// Compares gradients with central finite differences in double precision,
  /// h = 1e-5·max(1, |x|).
  ///
  /// Where the truncation error of that step shows, as for fast oscillations, the differences of h
  /// and h/2 are extrapolated to order h⁴; near 0 a step in proportion to x may do better. What the
  /// rounding of f can explain is no error.
  ///
  /// - Parameters:
  ///   - output: The node differentiated; a tensor stands for the sum of its elements.
  ///   - sources: Inputs and parameters, or computed nodes, which are moved as if they were inputs.
  ///   - gradients: The gradient node of each source.
  ///   - limit: The most elements of a source that are moved, spread evenly over it.
  /// - Throws: `EvaluationError` where the graph itself has no value at the point.
  package func checkGradients(
    of output: NodeID, withRespectTo sources: [NodeID], gradients: [NodeID],
    feeding feeds: [NodeID: Tensor], atMost limit: Int = .max
  ) throws(EvaluationError) -> GradientCheck {
    let center = try evaluate([output] + sources + gradients, feeding: feeds)
    var check = GradientCheck(comparisons: [])
    for (source, gradient) in zip(sources, gradients) {
      var feeds = feeds
      let values = center[source].values
      feeds[source] = center[source]
      let bends = bendingNodes(between: source, and: output)
      let analytic = center[gradient].values
      let count = min(values.count, limit)
      for place in 0..<count {
        let element = place * values.count / count
        check.comparisons.append(
          compare(
            output, source, element, at: values[element], analytic[element], center: center,
            bends: bends, feeding: feeds))
      }
    }
    return check
  }

  private func compare(
    _ output: NodeID, _ source: NodeID, _ element: Int, at x: Double, _ analytic: Double,
    center: Evaluation, bends: [NodeID], feeding feeds: [NodeID: Tensor]
  ) -> GradientCheck.Comparison {
    var comparison = GradientCheck.Comparison(
      source: source, element: element, gradient: analytic)
    let h = 1e-5 * max(1, x.magnitude)
    do throws(EvaluationError) {
      let difference = try centralDifference(
        output, source, element, at: x, step: h, center: center, bends: bends, feeding: feeds)
      guard difference.kink == nil else {
        comparison.kink = difference.kink
        return comparison
      }
      comparison.difference = difference.value
      comparison.relativeError = Self.relativeError(analytic, difference)
      if let error = comparison.relativeError, error > 1e-7 {
        let half = try centralDifference(
          output, source, element, at: x, step: h / 2, center: center, bends: bends, feeding: feeds)
        var extrapolated = half
        extrapolated.value = (4 * half.value - difference.value) / 3
        extrapolated.noise *= 2
        let refined = Self.relativeError(analytic, extrapolated)
        if refined < error {
          comparison.difference = extrapolated.value
          comparison.relativeError = refined
        }
      }
      // Near 0 a step of 1e-5 may be larger than x itself: one in proportion to x tells, as long as
      // the rounding of f does not drown it.
      if let error = comparison.relativeError, error > 1e-7, x != 0, x.magnitude < 0.1 {
        let small = try centralDifference(
          output, source, element, at: x, step: 1e-5 * x.magnitude, center: center, bends: bends,
          feeding: feeds)
        let refined = Self.relativeError(analytic, small)
        if refined < error, small.noise < 1e-6 * analytic.magnitude {
          comparison.difference = small.value
          comparison.relativeError = refined
        }
      }
    } catch {
      comparison.kink = .domain(error)
    }
    return comparison
  }

  private struct Difference {
    var value: Double
    /// How far the rounding of f alone may move the quotient.
    var noise: Double
    var kink: GradientCheck.Kink?
  }

  private static func relativeError(_ analytic: Double, _ difference: Difference) -> Double {
    let largest = max(analytic.magnitude, difference.value.magnitude)
    let error = (analytic - difference.value).magnitude
    if largest < 1e-10 || error <= difference.noise { return 0 }
    return error / largest
  }

  private func centralDifference(
    _ output: NodeID, _ source: NodeID, _ element: Int, at x: Double, step h: Double,
    center: Evaluation, bends: [NodeID], feeding feeds: [NodeID: Tensor]
  ) throws(EvaluationError) -> Difference {
    var moved = feeds
    moved[source]?.values[element] = x + h
    let above = try evaluate([output], feeding: moved)
    moved[source]?.values[element] = x - h
    let below = try evaluate([output], feeding: moved)
    let kink = bends.first { id in
      let branch = branch(of: id, in: center)
      return branch != self.branch(of: id, in: above) || branch != self.branch(of: id, in: below)
    }
    let upper = above[output].values.reduce(0, +)
    let lower = below[output].values.reduce(0, +)
    let width = (x + h) - (x - h)
    return Difference(
      value: (upper - lower) / width,
      noise: 4 * max(upper.magnitude.ulp, lower.magnitude.ulp) / width,
      kink: kink.map { .node($0) })
  }

  /// Returns the nodes between two that may have a kink.
  private func bendingNodes(between source: NodeID, and output: NodeID) -> [NodeID] {
    let ancestors = ancestors(of: [output])
    let dependents = dependents(on: [source])
    return ids.filter { id in
      guard ancestors[id.index], dependents[id.index] else { return false }
      switch self[id].operation {
      case .unary(let function): return !function.kinks.isEmpty
      case .binary(let function):
        switch function {
        case .add, .subtract, .multiply, .logisticLoss: return false
        default: return true
        }
      case .reduce(.maximum, _), .reduce(.minimum, _), .pool(.maximum, _): return true
      default: return false
      }
    }
  }

  /// Returns on which side of its kinks each element of a node is.
  private func branch(of id: NodeID, in evaluation: Evaluation) -> [Int] {
    func side(_ x: Double) -> Int { x > 0 ? 1 : x < 0 ? -1 : 0 }
    let node = self[id]
    let a = evaluation[node.inputs[0]]
    switch node.operation {
    case .unary(let function):
      return function.kinks.flatMap { kink in a.values.map { side($0 - kink) } }
    case .binary(let function):
      let b = evaluation[node.inputs[1]].values
      return zip(a.values, b).map { a, b in
        switch function {
        case .divide: side(b)
        case .prelu: side(a)
        // A whole power from 0 on is smooth.
        case .power: b >= 0 && b.rounded() == b ? 0 : side(a)
        default: side(a - b)
        }
      }
    case .reduce(.maximum, let axes):
      return a.extremumOffsets(.maximum, along: axes)
    case .reduce(.minimum, let axes):
      return a.extremumOffsets(.minimum, along: axes)
    case .pool(.maximum, let window):
      return a.maximumOffsets(window, of: node.shape)
    default:
      return []
    }
  }
}
