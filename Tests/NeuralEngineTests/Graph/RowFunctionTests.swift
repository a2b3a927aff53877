import Testing

@testable import NeuralEngine

/// A function of a batch computes for each row what the function of one row does.
struct RowFunctionTests {
  /// A row's graph: inputs `a` (scalar), `v` `[3]`, `m` `[2, 3]`; parameters `w` (scalar), `u` `[3]`
  /// and `k` `[3, 2]`.
  struct Row {
    var graph = Graph()
    let a, v, m, w, u, k: Graph.NodeID

    init() {
      a = graph.input("a")
      v = graph.input("v", Shape([3]))
      m = graph.input("m", Shape([2, 3]))
      w = graph.parameter("w")
      u = graph.parameter("u", Shape([3]))
      k = graph.parameter("k", Shape([3, 2]))
    }
  }

  typealias Make = @Sendable (inout Row) throws -> Graph.NodeID

  /// Functions that together use every operation.
  static let functions: [(name: String, make: Make)] = [
    ("a·w + w", { row in try row.graph.add(row.graph.multiply(row.a, row.w), row.w) }),
    ("w alone", { $0.graph.unary(.tanh, $0.w) }),
    ("a constant", { $0.graph.constant(2.5) }),
    ("v + a", { row in try row.graph.add(row.v, row.a) }),
    ("m · u", { row in try row.graph.multiply(row.m, row.u) }),
    ("m · v", { row in try row.graph.multiply(row.m, row.v) }),
    ("v @ u", { row in try row.graph.matmul(row.v, row.u) }),
    ("u @ v", { row in try row.graph.matmul(row.u, row.v) }),
    ("v @ v", { row in try row.graph.matmul(row.v, row.v) }),
    ("v @ k", { row in try row.graph.matmul(row.v, row.k) }),
    ("kᵀ @ v", { row in try row.graph.matmul(row.k, row.v, transposeLeft: true) }),
    ("v @ mᵀ", { row in try row.graph.matmul(row.v, row.m, transposeRight: true) }),
    ("m @ v", { row in try row.graph.matmul(row.m, row.v) }),
    ("m @ u", { row in try row.graph.matmul(row.m, row.u) }),
    ("m @ k", { row in try row.graph.matmul(row.m, row.k) }),
    (
      "kᵀ @ mᵀ",
      { row in
        try row.graph.matmul(row.k, row.m, transposeLeft: true, transposeRight: true)
      }
    ),
    ("transpose", { $0.graph.transpose($0.m) }),
    ("reshape", { row in try row.graph.reshape(row.m, to: Shape([3, 2])) }),
    ("broadcast", { row in try row.graph.broadcast(row.v, to: Shape([4, 3])) }),
    ("sum", { row in try row.graph.sum(row.m, axes: [0]) }),
    ("mean of a scalar", { row in try row.graph.mean(row.a) }),
    ("maximum", { row in try row.graph.reduce(.maximum, row.m, axes: [1]) }),
    ("minimum", { row in try row.graph.reduce(.minimum, row.m) }),
    ("softmax", { row in try row.graph.softmax(row.m) }),
    ("log-softmax", { row in try row.graph.logSoftmax(row.v) }),
    ("element", { row in try row.graph.index(row.m, at: [1, 2]) }),
    ("row", { row in try row.graph.index(row.m, at: [1]) }),
    ("list", { row in try row.graph.stack([row.a, row.w, row.graph.unary(.sin, row.a)]) }),
    ("list of rows", { row in try row.graph.stack([row.v, row.u]) }),
    ("concatenation", { row in try row.graph.concatenate([row.v, row.u], axis: 0) }),
    ("one-hot", { row in row.graph.oneHot(row.graph.unary(.step, row.a), count: 2) }),
    ("prelu", { row in try row.graph.binary(.prelu, row.v, row.w) }),
  ]

  @Test(arguments: functions.indices)
  func batchesAreTheirRows(index: Int) throws {
    let (name, make) = Self.functions[index]
    var row = Row()
    let output = try make(&row)
    let function = RowFunction(
      text: name, graph: row.graph, inputs: [row.a, row.v, row.m],
      parameters: [row.w, row.u, row.k], output: output)
    var numbers = SeededNumbers(seed: UInt64(index) + 40)
    let parameters = function.parameters.map {
      ProgramTests.tensor(row.graph.shape(of: $0).extents, &numbers)
    }
    for rows in [1, 2, 5] {
      let inputs = function.inputs.map {
        ProgramTests.tensor([rows] + row.graph.shape(of: $0).extents, &numbers)
      }
      var graph = Graph()
      let nodes = inputs.map { graph.input("x", $0.shape) }
      let weights = parameters.map { graph.parameter("w", $0.shape) }
      let batch = function.append(to: &graph, rows: rows, inputs: nodes, parameters: weights)
      #expect(graph.shape(of: batch).extents == [rows] + function.outputShape.extents)
      let feeds = Dictionary(
        uniqueKeysWithValues: zip(nodes + weights, inputs + parameters))
      let values = try graph.evaluate([batch], feeding: feeds)[batch].values
      var expected: [Double] = []
      for index in 0..<rows {
        var own = Dictionary(uniqueKeysWithValues: zip(function.parameters, parameters))
        for (node, tensor) in zip(function.inputs, inputs) {
          let shape = row.graph.shape(of: node)
          let start = index * shape.count
          own[node] = Tensor(shape, Array(tensor.values[start..<start + shape.count]))
        }
        expected += try row.graph.evaluate([output], feeding: own)[output].values
      }
      #expect(values.count == expected.count)
      for (value, exact) in zip(values, expected) { #expect(abs(value - exact) < 1e-12, "\(name)") }
      // Programs and gradients of the batch.
      let total = try graph.sum(graph.unary(.tanh, batch))
      let gradients = graph.gradients(of: total, withRespectTo: weights)
      try ProgramTests.check(
        graph, [batch, total] + gradients, feeding: feeds, tolerance: 1e-5, "\(name)")
    }
  }

  @Test func biasesAreOnlyAdded() throws {
    var graph = Graph()
    let x = graph.input("x")
    let (w, b, c) = (graph.parameter("w"), graph.parameter("b"), graph.parameter("c"))
    // w · (x − c) + b
    let shifted = try graph.subtract(x, c)
    let output = try graph.add(graph.multiply(w, shifted), b)
    let function = RowFunction(
      text: "", graph: graph, inputs: [x], parameters: [w, b, c], output: output)
    #expect([w, b, c].map(function.isBias) == [false, true, true])
    #expect(function.uses(x))
  }

  @Test func lastOperationsCanBeDropped() {
    var graph = Graph()
    let x = graph.input("x")
    let output = graph.unary(.sigmoid, graph.unary(.tanh, x))
    let function = RowFunction(text: "", graph: graph, inputs: [x], output: output)
    #expect(function.dropping(last: [.unary(.sigmoid)]).output == graph[output].inputs[0])
    #expect(function.dropping(last: [.softmax]) == function)
  }
}
