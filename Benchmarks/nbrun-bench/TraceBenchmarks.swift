import Diagnostics
import Execution
import NeuralEngine
import NotebookSyntax
import Plotting

/// Traces of expressions.
enum TraceBenchmarks {
  static var cases: [Benchmark] {
    [
      Benchmark("trace/sigmoid-neuron", unit: .milliseconds, prepare: sigmoidNeuron),
      Benchmark("trace/chain10000", unit: .milliseconds, prepare: chain),
      Benchmark("trace/chain10000-statements", unit: .milliseconds, prepare: statements),
    ]
  }

  /// From the text of a sigmoid neuron over its gradients and their comparison with finite
  /// differences to the PNG file of its circuit.
  private static func sigmoidNeuron() -> (_ repetitions: Int) -> Void {
    let text = ScalarText(verbatim: "f = 1 / (1 + exp(-(w0*x0 + w1*x1 + w2)))", at: 0)
    let point = ScalarText(verbatim: "w0=2,x0=-1,w1=-3,x1=-2,w2=-3", at: 100)
    return { repetitions in
      for _ in 0..<repetitions {
        guard let trace = StatementTrace.make(text, at: point).trace else {
          preconditionFailure("the neuron has no mistakes")
        }
        precondition(
          !trace.circuit.picture(in: .light).png().isEmpty, "the circuit has no file")
      }
    }
  }

  /// The backward pass of 10,000 gates in a row, built and evaluated.
  private static func chain() -> (_ repetitions: Int) -> Void {
    var graph = Graph()
    let x = graph.input("x")
    var y = x
    for _ in 0..<10_000 { y = graph.unary(.tanh, y) }
    return { repetitions in
      for _ in 0..<repetitions {
        var copy = graph
        let gradient = copy.gradients(of: y, withRespectTo: [x])
        guard let values = try? copy.evaluate(gradient, feeding: [x: Tensor(0.001)]) else {
          preconditionFailure("tanh has a value everywhere")
        }
        precondition(values[gradient[0]].values[0] > 0, "no gradient arrives")
      }
    }
  }

  /// The same from the text of 10,000 statements, with finite differences and table.
  private static func statements() -> (_ repetitions: Int) -> Void {
    let lines = (1...10_000).map { "a\($0) = tanh(\($0 == 1 ? "x" : "a\($0 - 1)"))" }
    let text = ScalarText(verbatim: lines.joined(separator: "\n"), at: 0)
    let point = ScalarText(verbatim: "x=0.001", at: 1 << 20)
    return { repetitions in
      for _ in 0..<repetitions {
        guard let trace = StatementTrace.make(text, at: point).trace else {
          preconditionFailure("the chain has no mistakes")
        }
        precondition(trace.table.rows.count > 100, "the table has no rows")
      }
    }
  }
}
