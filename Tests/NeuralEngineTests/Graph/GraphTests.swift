import Testing

@testable import NeuralEngine

struct GraphTests {
  /// Returns the values of the gradients of a node, by finite feeds.
  func gradients(
    _ graph: Graph, of output: Graph.NodeID, _ feeds: [Graph.NodeID: Tensor]
  ) throws -> [Graph.NodeID: [Double]] {
    var graph = graph
    let sources = feeds.keys.sorted()
    let nodes = graph.gradients(of: output, withRespectTo: sources)
    let values = try graph.evaluate(nodes, feeding: feeds)
    return Dictionary(uniqueKeysWithValues: zip(sources, nodes.map { values[$0].values }))
  }

  @Test("the circuit (x + y)·z of every lecture has gradients −4, −4, 3")
  func circuit() throws {
    var graph = Graph()
    let (x, y, z) = (graph.input("x"), graph.input("y"), graph.input("z"))
    let q = try graph.add(x, y)
    let f = try graph.multiply(q, z)
    let pass = graph.backward(from: f)
    let values = try graph.evaluate(feeding: [x: Tensor(-2), y: Tensor(5), z: Tensor(-4)])
    #expect(values[f].scalar == -12)
    let expected: [(Graph.NodeID, Double)] = [(f, 1), (q, -4), (x, -4), (y, -4), (z, 3)]
    for (node, gradient) in expected {
      let id = try #require(pass.gradient(of: node))
      #expect(values[id].scalar == gradient)
    }
    #expect(graph.localDerivative(of: f, withRespectTo: 0) == .node(z))
    #expect(graph.localDerivative(of: q, withRespectTo: 1) == .factor(1))
    let use = try #require(pass.contributions(to: q).first)
    #expect(use.consumer == f && use.operandIndex == 0)
  }

  @Test("a value used many times gathers the gradient of each use")
  func fanOut() throws {
    var graph = Graph()
    let x = graph.input("x")
    let square = try graph.multiply(x, x)
    let cube = try graph.multiply(square, x)
    let sum = try graph.add(cube, square)
    let pass = graph.backward(from: sum)
    let values = try graph.evaluate(feeding: [x: Tensor(3)])
    let gradient = try #require(pass.gradient(of: x))
    #expect(values[gradient].scalar == 33.0)
    #expect(pass.contributions(to: x).count == 3)
    let total = pass.contributions(to: x).reduce(0) { $0 + (values[$1.node].scalar ?? .nan) }
    #expect(total == 33)
  }

  @Test("independent inputs have gradient zero in their own shape")
  func independence() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([2]))
    let unused = graph.input("u", Shape([2, 3]))
    let stepped = try graph.sum(graph.unary(.step, x))
    let result = try gradients(
      graph, of: stepped,
      [x: Tensor([1, 2]), unused: Tensor(Shape([2, 3]), .init(repeating: 1, count: 6))])
    #expect(result[x] == [0, 0])
    #expect(result[unused] == [0, 0, 0, 0, 0, 0])
    let pass = graph.backward(from: stepped)
    #expect(pass.gradient(of: unused) == nil)
    let zero = try #require(pass.gradient(of: x))
    #expect(try graph.evaluate([zero], feeding: [:])[zero].values == [0, 0])
  }

  @Test("an output that is its own source has gradient one")
  func identity() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([2]))
    #expect(try gradients(graph, of: x, [x: Tensor([4, 5])])[x] == [1, 1])
    let constant = graph.constant(3)
    #expect(try gradients(graph, of: constant, [x: Tensor([4, 5])])[x] == [0, 0])
  }

  @Test("chains of 10,000 nodes need no stack")
  func deepChain() throws {
    var graph = Graph()
    let x = graph.input("x")
    let rate = graph.constant(1.0001)
    var y = x
    for _ in 0..<10_000 { y = try graph.multiply(y, rate) }
    let gradient = try #require(try gradients(graph, of: y, [x: Tensor(2)])[x]?.first)
    #expect((gradient / Elementary.pow(1.0001, 10_000) - 1).magnitude < 1e-11)
    // 2¹⁰⁰⁰ paths, each with its gradient counted once.
    var doubled = x
    for _ in 0..<1_000 { doubled = try graph.add(doubled, doubled) }
    #expect(try gradients(graph, of: doubled, [x: Tensor(1)])[x] == [Elementary.pow(2, 1_000)])
    // One value used 10,000 times.
    var sum = x
    for _ in 0..<10_000 { sum = try graph.add(sum, x) }
    #expect(try gradients(graph, of: sum, [x: Tensor(1)])[x] == [10_001])
  }

  @Test("ties split or go to the first, kinks have PyTorch's derivatives")
  func ties() throws {
    var graph = Graph()
    let x = graph.input("x")
    let same = try graph.binary(.maximum, x, x)
    #expect(try gradients(graph, of: same, [x: Tensor(2)])[x] == [1])
    let y = graph.input("y")
    for function in [BinaryFunction.maximum, .minimum] {
      let tied = try graph.binary(function, x, y)
      let result = try gradients(graph, of: tied, [x: Tensor(2), y: Tensor(2)])
      #expect(result[x] == [0.5] && result[y] == [0.5])
    }
    let v = graph.input("v", Shape([2, 3]))
    let values = Tensor(rows: [[1, 3, 3], [2, 2, 0]])
    let maximum = try graph.reduce(.maximum, v, axes: [1])
    #expect(try gradients(graph, of: maximum, [v: values])[v] == [0, 1, 0, 1, 0, 0])
    let minimum = try graph.reduce(.minimum, v)
    #expect(try gradients(graph, of: minimum, [v: values])[v] == [0, 0, 0, 0, 0, 1])
    let zero: [(UnaryFunction, Double)] = [
      (.relu, 0), (.leakyRelu(slope: 0.01), 0.01), (.elu(alpha: 1), 1), (.abs, 0), (.step, 0),
      (.sign, 0),
    ]
    for (function, derivative) in zero { #expect(function.derivative(at: 0) == derivative) }
    #expect(BinaryFunction.prelu.derivative(0, 0.25, .left) == 0.25)
  }

  @Test("training does not compute gradients of its data")
  func onlyRequestedGradients() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([4, 2]))
    let w = graph.parameter("w", Shape([2, 1]))
    let product = try graph.matmul(x, w)
    let loss = try graph.mean(graph.unary(.square, product))
    _ = graph.gradients(of: loss, withRespectTo: [w])
    let products = graph.nodes.filter { if case .matmul = $0.operation { true } else { false } }
    #expect(products.map(\.shape) == [Shape([4, 1]), Shape([2, 1])])
  }

  @Test("the gradient of one dense layer uses the documented nodes")
  func denseGradient() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([4, 2]))
    let y = graph.input("y", Shape([4, 3]))
    let w = graph.parameter("w", Shape([2, 3]))
    let b = graph.parameter("b", Shape([3]))
    let z = try graph.dense(x, weights: w, bias: b)
    let output = try graph.activation(.tanh, z)
    let loss = try graph.mse(output, y)
    let gradients = graph.gradients(of: loss, withRespectTo: [w, b])
    #expect(graph[gradients[0]].operation == .matmul(transposeLeft: true, transposeRight: false))
    #expect(graph[gradients[0]].inputs[0] == x)
    let dz = graph[gradients[0]].inputs[1]
    #expect(graph[dz].operation == .binary(.multiply))
    #expect(graph[graph[dz].inputs[1]].operation == .unaryDerivative(.tanh))
    #expect(graph[graph[dz].inputs[1]].inputs == [z])
    #expect(graph[gradients[1]].operation == .reduce(.sum, axes: [0]))
    #expect(graph[gradients[1]].inputs == [dz])
  }

  @Test("shapes that do not fit are named")
  func shapeErrors() throws {
    var graph = Graph()
    let matrix = graph.input("m", Shape([2, 3]))
    let vector = graph.input("v", Shape([4]))
    let scalar = graph.input("s")
    func error(_ body: (inout Graph) throws(ShapeError) -> Graph.NodeID) -> String {
      do throws(ShapeError) {
        _ = try body(&graph)
        return ""
      } catch { return error.description }
    }
    #expect(
      error { g throws(ShapeError) in try g.matmul(matrix, vector) }
        == "matrix product of [2, 3] and [4]: 3 columns do not meet 4 rows")
    #expect(
      error { g throws(ShapeError) in try g.add(matrix, vector) }
        == "`+` of [2, 3] and [4]: extents must agree or be 1, counted from the last axis")
    #expect(
      error { g throws(ShapeError) in try g.matmul(scalar, vector) }
        == "matrix product of scalar and [4]: a scalar has no rows and columns; use `*`")
    #expect(
      error { g throws(ShapeError) in try g.index(vector, at: [4]) }
        == "index of [4]: index 4 is outside 0..3")
    #expect(
      error { g throws(ShapeError) in try g.index(vector, at: [0, 0]) }
        == "index of [4]: 2 indices for 1 axes")
    #expect(error { g throws(ShapeError) in try g.softmax(scalar) } != "")
    #expect(error { g throws(ShapeError) in try g.reshape(matrix, to: Shape([5])) } != "")
    #expect(error { g throws(ShapeError) in try g.stack([matrix, vector]) } != "")
    #expect(error { g throws(ShapeError) in try g.concatenate([matrix, vector], axis: 0) } != "")
    #expect(error { g throws(ShapeError) in try g.sum(vector, axes: [1]) } != "")
  }

  @Test("values out of a function's domain name the node and the value")
  func domainErrors() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([2]))
    let y = graph.input("y", Shape([2]))
    let cases: [(Graph.NodeID, [Double], EvaluationError.Reason, Double)] = [
      (graph.unary(.log, x), [1, -3], .logarithmOfNonPositive, -3),
      (graph.unary(.log2, x), [1, 0], .logarithmOfNonPositive, 0),
      (graph.unary(.sqrt, x), [1, -1], .squareRootOfNegative, -1),
      (graph.unary(.reciprocal, x), [1, 0], .divisionByZero, 0),
      (graph.derivative(of: .sqrt, at: x), [1, 0], .infiniteDerivative, 0),
      (try graph.divide(y, x), [0, 1], .divisionByZero, 0),
      (try graph.binary(.power, x, y), [-2, 1], .fractionalPowerOfNegative, -2),
      (try graph.binary(.power, x, graph.unary(.negate, y)), [0, 1], .negativePowerOfZero, -0.5),
      (graph.oneHot(x, count: 2), [0, 2], .noSuchClass, 2),
    ]
    for (node, values, reason, value) in cases {
      #expect(throws: EvaluationError(reason: reason, node: node, value: value)) {
        try graph.evaluate([node], feeding: [x: Tensor(values), y: Tensor([0.5, 0.5])])
      }
    }
  }

  @Test("gradient checks name kinks, refuse wrong gradients and stand fast oscillation")
  func gradientCheck() throws {
    var graph = Graph()
    let x = graph.input("x", Shape([3]))
    let relu = graph.unary(.relu, x)
    let total = try graph.sum(relu)
    let gradient = graph.gradients(of: total, withRespectTo: [x])
    let feeds = [x: Tensor([1, 0, -1])]
    let check = try graph.checkGradients(
      of: total, withRespectTo: [x], gradients: gradient, feeding: feeds)
    #expect(check.skipped.map(\.element) == [1])
    #expect(check.skipped.first?.kink == .node(relu))
    #expect(check.maximumRelativeError < 1e-10)

    let wrong = graph.constant([1, 0, 1e-3], Shape([3]))
    let caught = try graph.checkGradients(
      of: total, withRespectTo: [x], gradients: [wrong], feeding: feeds)
    #expect(caught.maximumRelativeError == 1)

    let root = try graph.sum(graph.unary(.sqrt, x))
    let rootGradient = graph.gradients(of: root, withRespectTo: [x])
    let near = try graph.checkGradients(
      of: root, withRespectTo: [x], gradients: rootGradient, feeding: [x: Tensor([1, 1e-7, 2])])
    #expect(near.skipped.map(\.element) == [1])

    let sine = try graph.sum(graph.unary(.sin, x))
    let sineGradient = graph.gradients(of: sine, withRespectTo: [x])
    let far = try graph.checkGradients(
      of: sine, withRespectTo: [x], gradients: sineGradient, feeding: [x: Tensor([500, 30, 1])])
    #expect(far.maximumRelativeError < 1e-7)
  }
}
