import NeuralEngine
import Plotting

/// The Jacobian of a result with respect to one value that its statement uses, other values fixed.
struct TraceJacobian: Sendable {
  var result: TraceGraph.Named
  var source: TraceGraph.Named
  /// `[elements of the result, elements of the source]`.
  var shape: Shape
}

/// The Jacobians of a trace: of every result with respect to the inputs and earlier results from
/// which its statement computes it.
struct TraceJacobians {
  let pass: TracePass

  /// The most elements of a Jacobian that is computed.
  static let mostElements = 1 << 16

  /// Returns the Jacobians that a trace has, without those of constants and of inputs whose
  /// gradients are not wanted.
  static func all(in trace: TraceGraph, wanting isWanted: [Bool]) -> [TraceJacobian] {
    let boundary = boundary(of: trace)
    var names: [Graph.NodeID: String] = [:]
    for named in trace.inputs + trace.results where names[named.node] == nil {
      names[named.node] = named.name
    }
    let fixed = Set(zip(trace.inputs, isWanted).filter { !$0.1 }.map(\.0.node))
    let inputs = Set(trace.inputs.map(\.node))
    var jacobians: [TraceJacobian] = []
    var seen = inputs
    for result in trace.results where seen.insert(result.node).inserted {
      let between = trace.graph.nodesBetween(boundary, and: result.node)
      for id in between where id != result.node && boundary.contains(id) && !fixed.contains(id) {
        guard trace.dependsOnInput(id), let name = names[id] else { continue }
        jacobians.append(
          TraceJacobian(
            result: result, source: TraceGraph.Named(name: name, node: id),
            shape: Shape([
              trace.graph.shape(of: result.node).count, trace.graph.shape(of: id).count,
            ])))
      }
    }
    return jacobians
  }

  /// The named nodes, at which statements end.
  private static func boundary(of trace: TraceGraph) -> Set<Graph.NodeID> {
    Set((trace.inputs + trace.results).map(\.node))
  }

  /// Computes those that are not too large, or says at which node a derivative has no value.
  func values() -> Result<[(jacobian: TraceJacobian, values: Tensor)], EvaluationProblem> {
    let trace = pass.trace
    let boundary = Self.boundary(of: trace)
    var found: [(jacobian: TraceJacobian, values: Tensor)] = []
    let wanted = Self.all(in: trace, wanting: pass.isWanted).filter {
      $0.shape.count <= Self.mostElements
    }
    var rest = wanted[...]
    while let result = rest.first?.result {
      let group = Array(rest.prefix { $0.result.node == result.node })
      rest = rest.dropFirst(group.count)
      do throws(EvaluationError) {
        let tensors = try trace.graph.jacobians(
          of: result.node, withRespectTo: group.map(\.source.node),
          cutAt: boundary, values: pass.value(of:))
        found += zip(group, tensors).map { ($0, $1) }
      } catch {
        return .failure(
          EvaluationProblem(diagnostic: trace.lowering.diagnostic(for: error, in: trace.graph)))
      }
    }
    return .success(found)
  }
}

extension TraceJacobian {
  /// The path under which the elements are offered, such as `jacobian.q.h`.
  var path: String { "jacobian.\(result.name).\(source.name)" }
}

extension TraceGraph {
  /// Draws Jacobians with the names of their rows and columns.
  func diagram(of jacobians: [(jacobian: TraceJacobian, values: Tensor)]) -> MatrixDiagram {
    MatrixDiagram(
      kind: "Jacobian matrices",
      matrices: jacobians.map { jacobian, values in
        let (row, column) = (jacobian.result, jacobian.source)
        let title =
          "$∂\(DiagramName.formula(row.name))/∂\(DiagramName.formula(column.name))$"
        let extents = values.shape.extents
        return MatrixDiagram.Matrix(
          title: title, note: "\(extents[0]) × \(extents[1])",
          rowNames: elementNames(of: row), columnNames: elementNames(of: column),
          values: values.values)
      })
  }

  /// The names of a value's elements, such as `$W$[0,1]`; a scalar's own name.
  private func elementNames(of named: Named) -> [String] {
    let extents = graph.shape(of: named.node).extents
    let name = DiagramName.typeset(named.name)
    guard !extents.isEmpty else { return [name] }
    return (0..<graph.shape(of: named.node).count).map { element in
      name + Self.index(of: element, in: extents)
    }
  }

  /// Returns the index of an element by its row-major offset, such as `[0,1]`.
  static func index(of element: Int, in extents: [Int]) -> String {
    var indices: [String] = []
    var rest = element
    for extent in extents.reversed() {
      indices.append("\(rest % extent)")
      rest /= extent
    }
    return "[" + indices.reversed().joined(separator: ",") + "]"
  }
}
