/// The gradient of one node with respect to every node it depends on, as nodes of the same graph.
package struct BackwardPass: Sendable {
  /// What one use of a node adds to its gradient: upstream gradient × local derivative.
  package struct Contribution: Sendable, Equatable {
    /// The node that uses the value.
    package var consumer: Graph.NodeID
    /// Which of the consumer's operands the value is.
    package var operandIndex: Int
    /// The product, in the shape of the value.
    package var node: Graph.NodeID
  }

  /// The node whose gradients these are.
  package var output: Graph.NodeID
  var gradients: [Graph.NodeID?]
  var uses: [[Contribution]]
  /// The same by consumer.
  var products: [[Contribution]]

  /// Returns ∂output/∂node, or nil where the output does not depend on the node or the node on no
  /// input or parameter.
  package func gradient(of node: Graph.NodeID) -> Graph.NodeID? {
    gradients.indices.contains(node.index) ? gradients[node.index] : nil
  }

  /// Returns the summands of a node's gradient, the last use first.
  package func contributions(to node: Graph.NodeID) -> [Contribution] {
    uses.indices.contains(node.index) ? uses[node.index] : []
  }

  /// Returns what a node hands back to its operands, in their order.
  package func contributions(through consumer: Graph.NodeID) -> [Contribution] {
    products.indices.contains(consumer.index) ? products[consumer.index] : []
  }
}

/// The derivative of an operation with respect to one operand, other operands fixed.
package enum LocalDerivative: Sendable, Equatable {
  /// The same number for every element: 1 for a sum, 1/n for a mean.
  case factor(Double)
  /// An element-wise derivative, in the shape of the operand.
  case node(Graph.NodeID)
  /// A matrix that has no element-wise form, as of a matrix product or a softmax.
  case jacobian
}
