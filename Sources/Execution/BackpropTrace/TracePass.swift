import Diagnostics
import NeuralEngine

/// One forward and backward pass: the values of a trace's nodes at a point.
struct TracePass: Sendable {
  let trace: TraceGraph
  /// The values of the inputs, in the trace's order.
  let inputs: [Tensor]
  /// Which inputs' gradients are wanted.
  let isWanted: [Bool]
  private let evaluation: Evaluation

  /// Evaluates a trace, or explains at which characters it has no value.
  static func make(
    _ trace: TraceGraph, at inputs: [Tensor], wanting isWanted: [Bool]
  ) -> Result<TracePass, EvaluationProblem> {
    let pass = Layout(trace: trace, isWanted: isWanted)
    do throws(EvaluationError) {
      let evaluation = try trace.graph.evaluate(
        pass.neededNodes, feeding: feeds(trace, inputs))
      return .success(
        TracePass(trace: trace, inputs: inputs, isWanted: isWanted, evaluation: evaluation))
    } catch {
      let problem = trace.lowering.diagnostic(for: error, in: trace.graph)
      return .failure(EvaluationProblem(diagnostic: problem))
    }
  }

  /// The values of the inputs by node.
  static func feeds(_ trace: TraceGraph, _ inputs: [Tensor]) -> [Graph.NodeID: Tensor] {
    Dictionary(uniqueKeysWithValues: zip(trace.inputs.map(\.node), inputs))
  }

  /// Which nodes a pass needs.
  private struct Layout {
    var trace: TraceGraph
    var isWanted: [Bool]

    var neededNodes: [Graph.NodeID] {
      let unwanted = Set(
        zip(trace.inputs, isWanted).filter { !$0.1 }.map(\.0.node))
      var nodes = trace.results.map(\.node) + trace.inputs.map(\.node)
      nodes += trace.results.filter { !unwanted.contains($0.node) }
        .compactMap { trace.backward.gradient(of: $0.node) }
      for value in trace.values {
        nodes.append(value.node)
        if unwanted.contains(value.node) { continue }
        if let gradient = trace.backward.gradient(of: value.node) { nodes.append(gradient) }
      }
      for value in trace.values {
        for operand in value.operands where !unwanted.contains(trace.values[operand.value].node) {
          nodes += operand.contributions
          if case .node(let local)? = operand.local, !operand.contributions.isEmpty {
            nodes.append(local)
          }
        }
      }
      return nodes
    }
  }

  // MARK: Reading

  /// Returns the value of a forward node.
  func value(of node: Graph.NodeID) -> Tensor { evaluation[node] }

  /// Returns ∂output/∂node in the node's shape.
  func gradient(of node: Graph.NodeID) -> Tensor { trace.gradient(of: node, in: evaluation) }

  /// Returns whether the gradient of a value is to be shown.
  func showsGradient(of value: TraceValue) -> Bool {
    trace.showsGradient(of: value, wanting: isWanted)
  }

  /// Returns whether the gradient of a node is reported: of all but the inputs left out of `wrt`.
  func reportsGradient(of node: Graph.NodeID) -> Bool {
    trace.reports(node, wanting: isWanted)
  }

  /// Returns what one use of a value adds to its gradient, nil where nothing flows.
  func contribution(_ operand: TraceValue.Operand) -> Tensor? {
    guard trace.flows(through: operand, wanting: isWanted),
      let first = operand.contributions.first
    else { return nil }
    return operand.contributions.dropFirst().reduce(into: evaluation[first]) { sum, node in
      for (index, value) in evaluation[node].values.enumerated() { sum.values[index] += value }
    }
  }

  /// Returns the element-wise derivative of a consumer with respect to one operand, nil where there
  /// is none.
  func localDerivative(_ operand: TraceValue.Operand) -> Tensor? {
    guard trace.flows(through: operand, wanting: isWanted) else { return nil }
    switch operand.local {
    case .factor(let factor): return Tensor(factor)
    case .node(let node): return evaluation[node]
    case .jacobian, nil: return nil
    }
  }
}
