import NeuralEngine

/// The four gates of 1/(1 + e⁻ˣ), recognised as σ(x), whose derivative is σ(x)(1 − σ(x)).
struct SigmoidChain {
  /// The index of the last gate, 1/x.
  var output: Int
  /// The index of x.
  var input: Int
  /// The gates between: ×−1, exp and +1.
  var inner: [Int]

  /// Returns the chains among values whose inner gates have no name and no other use.
  static func all(in values: [TraceValue], of graph: Graph) -> [SigmoidChain] {
    var useCounts = [Int](repeating: 0, count: values.count)
    for value in values { for operand in value.operands { useCounts[operand.value] += 1 } }
    func operation(_ index: Int) -> Operation { graph[values[index].node].operation }
    func operand(of index: Int) -> Int? {
      values[index].operands.count == 1 ? values[index].operands[0].value : nil
    }
    func isInner(_ index: Int) -> Bool {
      values[index].names.isEmpty && useCounts[index] == 1 && values[index].kind == .operation
    }
    return values.indices.compactMap { index in
      guard values[index].kind == .operation, operation(index) == .unary(.reciprocal),
        let sum = operand(of: index), isInner(sum), operation(sum) == .binary(.add),
        graph[values[sum].node].inputs.contains(where: { graph.uniformConstant($0) == 1 }),
        let power = operand(of: sum), isInner(power), operation(power) == .unary(.exp),
        let negation = operand(of: power), isInner(negation),
        operation(negation) == .unary(.negate), let input = operand(of: negation)
      else { return nil }
      return SigmoidChain(output: index, input: input, inner: [negation, power, sum])
    }
  }
}
