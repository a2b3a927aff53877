/// The chain rule through images and normalisation.
extension Graph {
  /// Appends what an upstream gradient adds to an operand's, nil where the operation has no rule
  /// here.
  mutating func imageContribution(
    of upstream: NodeID, through consumer: NodeID, to operandIndex: Int
  ) -> NodeID? {
    let node = self[consumer]
    let shape = shape(of: node.inputs[operandIndex])
    switch node.operation {
    case .convolution(let window):
      switch operandIndex {
      case 0: return append(.convolutionInputGradient(window), [upstream, node.inputs[1]], shape)
      case 1: return append(.convolutionWeightGradient(window), [node.inputs[0], upstream], shape)
      default: return append(.reduce(.sum, axes: [0, 2, 3]), [upstream], shape)
      }
    case .pool(.maximum, let window):
      return append(.maximumPoolGradient(window), [node.inputs[0], consumer, upstream], shape)
    case .pool(.average, let window):
      return append(.averagePoolGradient(window), [upstream], shape)
    case .normalize(let axes, let epsilon):
      return append(
        .normalizeGradient(axes: axes, epsilon: epsilon), [node.inputs[0], consumer, upstream],
        shape)
    case .embedding where operandIndex == 1:
      return append(.embeddingGradient, [node.inputs[0], upstream], shape)
    default:
      return nil
    }
  }
}
