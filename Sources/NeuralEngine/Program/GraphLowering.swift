import Kernels

/// Turns a graph's nodes into instructions. Every operation has a general lowering; the shapes that
/// training leaves in a graph have fused ones: XW + b, upstream · f′, and a loss with its gradient.
struct GraphLowering {
  typealias Operand = ProgramBuilder.Operand
  typealias NodeID = Graph.NodeID

  /// How a node that something needs comes about.
  enum Plan {
    /// Its place holds the value before the program runs.
    case given
    /// Another node's value under another shape.
    case alias(NodeID)
    case dense(x: NodeID, w: NodeID, bias: NodeID)
    case backward(UnaryFunction, upstream: NodeID, input: NodeID, output: NodeID?)
    case scalarRight(BinaryFunction, NodeID, Double)
    case scalarLeft(BinaryFunction, Double, NodeID)
    case lossValue(FusedLoss)
    case lossGradient(FusedLoss, scale: Double)
    /// The column sums of a product's right side, which its instruction computes on the way.
    case columnSums
    /// x · s + t with an element of s and t for each index of axis 1.
    case scaling(NodeID, by: NodeID, NodeID?)
    case normalizeGradient(axes: [Int], normalized: NodeID, upstream: NodeID)
    case general

    /// The nodes whose values it needs; nil for the node's own inputs.
    var operands: [NodeID]? {
      switch self {
      case .given, .columnSums: []
      case .alias(let source): [source]
      case .dense(let x, let w, let bias): [x, w, bias]
      case .backward(_, let upstream, let input, let output): [upstream, output ?? input]
      case .scalarRight(_, let x, _), .scalarLeft(_, _, let x): [x]
      case .lossValue(let loss), .lossGradient(let loss, _): [loss.prediction, loss.target]
      case .scaling(let x, let s, let t): [x, s] + (t.map { [$0] } ?? [])
      case .normalizeGradient(_, let normalized, let upstream): [normalized, upstream]
      case .general: nil
      }
    }
  }

  let graph: Graph
  var builder: ProgramBuilder
  /// Where each node's value lies, and in which order.
  var places: [Operand?]
  var layouts: [Layout]
  /// Where it lies in the other order as well.
  var otherPlaces: [Operand?]
  /// Where the statistics of a normalisation lie.
  var statistics: [Operand?]
  private var plans: [Plan?]
  private var destinations: [Operand?]
  /// The gradient node that shares an instruction with a loss, and where losses lie once emitted.
  private var lossGradients: [FusedLoss: NodeID] = [:]
  private var elementLosses: [FusedLoss: Operand] = [:]
  /// The column sums that share an instruction with a product.
  private(set) var columnSums: [NodeID: NodeID] = [:]

  /// Creates a lowering that appends to a builder.
  init(_ graph: Graph, into builder: ProgramBuilder) {
    self.graph = graph
    self.builder = builder
    places = Array(repeating: nil, count: graph.nodes.count)
    layouts = Array(repeating: .rowMajor, count: graph.nodes.count)
    otherPlaces = places
    statistics = places
    plans = Array(repeating: nil, count: graph.nodes.count)
    destinations = Array(repeating: nil, count: graph.nodes.count)
  }

  /// Says where an input's or a parameter's value is fed.
  mutating func bind(_ node: NodeID, to operand: Operand, in layout: Layout = .rowMajor) {
    places[node.index] = operand
    layouts[node.index] = layout
  }

  /// Appends the instructions that compute the outputs, each where it is asked for.
  mutating func lower(_ outputs: [(node: NodeID, destination: Operand)]) {
    for output in outputs where destinations[output.node.index] == nil {
      destinations[output.node.index] = output.destination
    }
    choosePlans(outputs.map(\.node))
    emitPlans()
    for output in outputs where destinations[output.node.index] != output.destination {
      copy(
        place(of: output.node), to: output.destination, count: graph.shape(of: output.node).count)
    }
  }

  /// Appends the instructions that compute one node and returns where its value lies.
  mutating func lower(_ output: NodeID) -> Operand {
    choosePlans([output])
    emitPlans()
    return place(of: output)
  }

  /// Appends the instructions that compute one node and the losses whose mean another one is;
  /// returns where both lie.
  mutating func lower(_ output: NodeID, lossesOf mean: NodeID) -> (output: Operand, losses: Operand)
  {
    let fused = FusedLoss(value: mean, in: graph)
    let elements = graph[mean].inputs[0]
    choosePlans([output] + (fused.map { [$0.prediction, $0.target] } ?? [elements]))
    emitPlans()
    return (place(of: output), fused.map { emitLoss($0) } ?? place(of: elements))
  }

  private mutating func emitPlans() {
    for index in graph.nodes.indices {
      guard let plan = plans[index] else { continue }
      let id = NodeID(index)
      emit(plan, id)
      if layouts[index] != .rowMajor { copyToDestination(id) }
    }
  }

  /// Returns where an already computed node lies in row-major order.
  mutating func place(of node: NodeID) -> Operand { place(of: node, in: .rowMajor) }

  /// Returns where a node that is being computed is to be written.
  mutating func target(of node: NodeID) -> Operand {
    if let place = places[node.index] { return place }
    let place =
      destinations[node.index] ?? builder.temporary(graph.shape(of: node).count)
    places[node.index] = place
    return place
  }

  /// Goes from the outputs back: consumers stand after their operands, so that by the time a node
  /// is reached it is known whether anything needs its value.
  private mutating func choosePlans(_ outputs: [NodeID]) {
    var isNeeded = [Bool](repeating: false, count: graph.nodes.count)
    for output in outputs { isNeeded[output.index] = true }
    for index in graph.nodes.indices.reversed() where isNeeded[index] {
      let id = NodeID(index)
      let plan = plan(for: id)
      plans[index] = plan
      if case .lossGradient(let loss, _) = plan, lossGradients[loss] == nil {
        lossGradients[loss] = id
      }
      if case .columnSums = plan, let product = productBesideSums(id) { columnSums[product] = id }
      for operand in plan.operands ?? graph[id].inputs { isNeeded[operand.index] = true }
    }
  }

  private func plan(for id: NodeID) -> Plan {
    let node = graph[id]
    if places[id.index] != nil { return .given }
    switch node.operation {
    case .input, .parameter:
      preconditionFailure("`\(node.name ?? "?")` has no place")
    case .constant:
      return .general
    case .reshape:
      return .alias(node.inputs[0])
    case .broadcast where node.shape.count == graph.shape(of: node.inputs[0]).count:
      return .alias(node.inputs[0])
    case .binary(let function):
      return densePlan(node) ?? backwardPlan(node) ?? gradientPlan(id) ?? scalarPlan(function, node)
        ?? scalingPlan(node) ?? .general
    case .reduce:
      if productBesideSums(id) != nil { return .columnSums }
      return FusedLoss(value: id, in: graph).map { .lossValue($0) } ?? .general
    case .normalizeGradient(let axes, _):
      return .normalizeGradient(axes: axes, normalized: node.inputs[1], upstream: node.inputs[2])
    default:
      return .general
    }
  }

  /// x · s + t or x · s for vectors over axis 1.
  private func scalingPlan(_ node: Graph.Node) -> Plan? {
    if node.operation == .binary(.add), let t = vectorOverAxis1(node.inputs[1]),
      case .scaling(let x, let s, nil)? = scalingPlan(graph[node.inputs[0]])
    {
      return .scaling(x, by: s, t)
    }
    guard node.operation == .binary(.multiply) else { return nil }
    if let s = vectorOverAxis1(node.inputs[1]) { return .scaling(node.inputs[0], by: s, nil) }
    return vectorOverAxis1(node.inputs[0]).map { .scaling(node.inputs[1], by: $0, nil) }
  }

  private func gradientPlan(_ id: NodeID) -> Plan? {
    FusedLoss.gradient(id, in: graph).map { .lossGradient($0.loss, scale: $0.scale) }
  }

  /// Returns the product Xᵀ·G that comes after the column sums of G, an output, and is needed too.
  private func productBesideSums(_ id: NodeID) -> NodeID? {
    let sums = graph[id]
    guard sums.operation == .reduce(.sum, axes: [0]), destinations[id.index] != nil,
      graph.shape(of: sums.inputs[0]).rank == 2
    else { return nil }
    return graph.ids.first { other in
      let product = graph[other]
      return other.index > id.index && plans[other.index] != nil && columnSums[other] == nil
        && product.operation == .matmul(transposeLeft: true, transposeRight: false)
        && product.inputs[1] == sums.inputs[0] && graph.shape(of: product.inputs[0]).rank == 2
        && product.shape.count > 0 && graph.shape(of: product.inputs[0]).extents[0] > 1
    }
  }

  /// XW + b.
  private func densePlan(_ node: Graph.Node) -> Plan? {
    guard node.operation == .binary(.add), node.shape.rank == 2 else { return nil }
    let product = graph[node.inputs[0]]
    let spread = graph[node.inputs[1]]
    guard product.operation == .matmul(transposeLeft: false, transposeRight: false),
      graph.shape(of: product.inputs[0]).rank == 2, graph.shape(of: product.inputs[1]).rank == 2,
      let bias = spread.operation == .broadcast ? spread.inputs[0] : nil,
      graph.shape(of: bias).count == node.shape.extents[1],
      graph.uniformConstant(node.inputs[1]) == nil
    else { return nil }
    return .dense(x: product.inputs[0], w: product.inputs[1], bias: bias)
  }

  /// upstream · f′(x), from y = f(x) where the function allows and the graph has it.
  private func backwardPlan(_ node: Graph.Node) -> Plan? {
    guard node.operation == .binary(.multiply),
      case .unaryDerivative(let function) = graph[node.inputs[1]].operation,
      graph.uniformConstant(node.inputs[0]) == nil
    else { return nil }
    let input = graph[node.inputs[1]].inputs[0]
    let output =
      function.kernel.function.hasDerivativeFromOutput
      ? graph.ids.first {
        graph[$0].operation == .unary(function) && graph[$0].inputs[0] == input
      } : nil
    return .backward(function, upstream: node.inputs[0], input: input, output: output)
  }

  private func scalarPlan(_ function: BinaryFunction, _ node: Graph.Node) -> Plan? {
    if let value = graph.uniformConstant(node.inputs[1]) {
      return .scalarRight(function, node.inputs[0], value)
    }
    if let value = graph.uniformConstant(node.inputs[0]) {
      return .scalarLeft(function, value, node.inputs[1])
    }
    return nil
  }

  private mutating func emit(_ plan: Plan, _ id: NodeID) {
    let node = graph[id]
    let count = node.shape.count
    switch plan {
    case .given:
      copyToDestination(id)
    case .alias(let source):
      adopt(source, as: id)
      if layouts[id.index] == .rowMajor { copyToDestination(id) }
    case .dense(let x, let w, let bias):
      let inner = graph.shape(of: w).extents[0]
      emitProduct(
        place(of: x), place(of: w), start: place(of: bias), target(of: id),
        rows: node.shape.extents[0], columns: node.shape.extents[1], inner: inner)
    case .backward(let function, let upstream, let input, let output):
      let (kernel, parameter) = function.kernel
      let layout = commonLayout(of: [upstream, output ?? input])
      if let output {
        builder.emit(
          .backwardFromOutput, columns: count, function: kernel.rawValue,
          a: place(of: upstream, in: layout), b: place(of: output, in: layout),
          c: target(of: id, in: layout))
      } else {
        builder.emit(
          .backwardFromInput, columns: count, function: kernel.rawValue, s0: parameter,
          a: place(of: upstream, in: layout), b: place(of: input, in: layout),
          c: target(of: id, in: layout))
      }
    case .scalarRight(let function, let x, let value):
      let layout = commonLayout(of: [x])
      builder.emit(
        .combineScalarRight, columns: count, function: function.kernel.rawValue,
        s0: Float(value), a: place(of: x, in: layout), c: target(of: id, in: layout))
    case .scalarLeft(let function, let value, let x):
      let layout = commonLayout(of: [x])
      builder.emit(
        .combineScalarLeft, columns: count, function: function.kernel.rawValue,
        s0: Float(value), a: place(of: x, in: layout), c: target(of: id, in: layout))
    case .scaling(let x, let s, let t):
      emitScaling(id, x, by: s, t)
    case .normalizeGradient(let axes, let normalized, let upstream):
      emitNormalizationGradient(id, along: axes, normalized: normalized, upstream: upstream)
    case .lossValue(let loss):
      let losses = emitLoss(loss)
      let lossCount = loss.elementCount(in: graph)
      builder.emit(
        .sumColumns, columns: lossCount, s0: Float(lossCount), a: losses, c: target(of: id))
    case .lossGradient(let loss, let scale):
      if lossGradients[loss] == id {
        _ = emitLoss(loss)
      } else {
        let losses = builder.temporary(loss.lossRoom(in: graph))
        emit(loss, scale: scale, gradient: target(of: id), losses: losses)
      }
    case .columnSums:
      break
    case .general:
      emitGeneral(id)
    }
  }

  /// Copies a node's value to where it is asked for, if anywhere else than where it lies. Only then
  /// is it put in row-major order.
  private mutating func copyToDestination(_ id: NodeID) {
    guard let destination = destinations[id.index] else { return }
    let source = place(of: id)
    if source != destination { copy(source, to: destination, count: graph.shape(of: id).count) }
  }

  private mutating func copy(_ source: Operand, to destination: Operand, count: Int) {
    builder.emit(
      .map, columns: count, function: ElementaryFunction.identity.rawValue, a: source,
      c: destination)
  }

  /// Emits a loss and its gradient once and returns where the losses of the elements lie.
  private mutating func emitLoss(_ loss: FusedLoss) -> Operand {
    if let losses = elementLosses[loss] { return losses }
    let losses = builder.temporary(loss.lossRoom(in: graph))
    if let gradient = lossGradients[loss],
      case .lossGradient(_, let scale)? = plans[gradient.index]
    {
      emit(loss, scale: scale, gradient: target(of: gradient), losses: losses)
    } else {
      let unused = builder.temporary(graph.shape(of: loss.prediction).count)
      emit(loss, scale: 1, gradient: unused, losses: losses)
    }
    elementLosses[loss] = losses
    return losses
  }

  private mutating func emit(
    _ loss: FusedLoss, scale: Double, gradient: Operand, losses: Operand
  ) {
    let shape = graph.shape(of: loss.prediction)
    let columns = loss.kind == .crossEntropy ? shape.extents[1] : 1
    let (function, parameter) = loss.element
    builder.emit(
      loss.opcode, rows: shape.count / max(columns, 1), columns: columns, function: function,
      s0: Float(scale), s1: parameter, a: place(of: loss.prediction), b: place(of: loss.target),
      c: gradient, d: losses)
  }

  /// Emits c = start + a·b, with room to pack b where that pays.
  mutating func emitProduct(
    _ a: Operand, _ b: Operand, start: Operand? = nil, _ c: Operand, rows: Int, columns: Int,
    inner: Int
  ) {
    builder.emit(
      .matrixProduct, rows: rows, columns: columns, inner: inner, a: a, b: b, c: c, d: start,
      scratch: blocks(rows: rows, columns: columns, inner: inner))
  }

  /// How many threads need room of their own to work in.
  var threadCount: Int { builder.team?.threadCount ?? 1 }

  /// Returns room for packed blocks, for each thread its own, or nil where a product is too small to
  /// gain from them.
  mutating func blocks(rows: Int, columns: Int, inner: Int) -> Operand? {
    ProductBlocks.pays(rows: rows, columns: columns, inner: inner)
      ? builder.temporary(
        ProductBlocks.roomCount(rows: rows, columns: columns, inner: inner)
          * threadCount) : nil
  }
}
