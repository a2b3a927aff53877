import Testing

@testable import NeuralEngine

@Suite struct GraphJacobianTests {
  @Test func aSoftmaxHasDiagonalMinusOuterProduct() throws {
    var graph = Graph()
    let z = graph.input("z", Shape([3]))
    let scaled = graph.unary(.square, z)
    let p = try graph.softmax(scaled)
    let feeds = [z: Tensor([0.5, -1, 0.25])]
    let evaluation = try graph.evaluate(feeding: feeds)
    // With respect to the softmax's own operand, whatever came before.
    let jacobian = try graph.jacobians(
      of: p, withRespectTo: [scaled], cutAt: [z, scaled], values: { evaluation[$0] })[0]
    let values = evaluation[p].values
    for row in 0..<3 {
      for column in 0..<3 {
        let expected = (row == column ? values[row] : 0) - values[row] * values[column]
        #expect(abs(jacobian[row, column] - expected) < 1e-15)
      }
    }
  }

  @Test func aDenseLayersJacobiansAreItsWeightsAndCopiesOfItsInputs() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([1, 2]))
    let w = graph.parameter("w", Shape([2, 3]))
    let b = graph.parameter("b", Shape([3]))
    let z = try graph.dense(x, weights: w, bias: b)
    let values = [
      x: Tensor(rows: [[5, 7]]), w: Tensor(rows: [[1, 2, 3], [4, 5, 6]]), b: Tensor([0, 0, 1]),
    ]
    let all = try graph.jacobians(
      of: z, withRespectTo: [x, w, b], cutAt: [x, w, b], values: { values[$0] ?? Tensor(0) })
    #expect(all[0] == Tensor(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(
      all[1] == Tensor(rows: [[5, 0, 0, 7, 0, 0], [0, 5, 0, 0, 7, 0], [0, 0, 5, 0, 0, 7]]))
    #expect(all[2] == Tensor(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]))
  }

  @Test func whatANodeDoesNotDependOnHasZeros() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([2]))
    let y = graph.input("y")
    let s = try graph.sum(x)
    let jacobians = try graph.jacobians(
      of: s, withRespectTo: [y, x], cutAt: [x, y], values: { _ in Tensor([1, 2]) })
    #expect(jacobians == [Tensor(rows: [[0]]), Tensor(rows: [[1, 1]])])
  }

  @Test func aDerivativeWithoutValueNamesItsNode() throws {
    var graph = Graph()
    let x = graph.input("x")
    let doubled = try graph.add(x, x)
    let root = graph.unary(.sqrt, doubled)
    let error = #expect(throws: EvaluationError.self) {
      try graph.jacobians(
        of: root, withRespectTo: [x], cutAt: [x], values: { _ in Tensor(0) })
    }
    #expect(error?.reason == .infiniteDerivative)
  }

  @Test func computedNodesCanBeMovedByTheGradientCheck() throws {
    var graph = Graph()
    let x = graph.input("x")
    let q = graph.unary(.exp, x)
    let f = graph.unary(.log, try graph.multiply(q, q))
    let pass = graph.backward(from: f)
    let gradient = try #require(pass.gradient(of: q))
    // q is 1e-5, so that a step of 1e-5 would leave the logarithm's domain.
    let check = try graph.checkGradients(
      of: f, withRespectTo: [q], gradients: [gradient], feeding: [x: Tensor(-11.5)])
    #expect(check.maximumRelativeError < 1e-6)
    #expect(check.comparisons.count == 1 && check.comparisons[0].difference != nil)
  }

  @Test func aLimitSpreadsTheCheckOverASource() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([10]))
    let f = try graph.sum(graph.unary(.square, x))
    let pass = graph.backward(from: f)
    let check = try graph.checkGradients(
      of: f, withRespectTo: [x], gradients: [#require(pass.gradient(of: x))],
      feeding: [x: Tensor((0..<10).map { Double($0) })], atMost: 4)
    #expect(check.comparisons.map(\.element) == [0, 2, 5, 7])
  }
}
