/// Why a graph has no value at a point.
package struct EvaluationError: Error, Sendable, Equatable {
  /// What is undefined.
  package enum Reason: Sendable, Equatable {
    case divisionByZero
    case logarithmOfNonPositive
    case squareRootOfNegative
    /// The derivative of a root at 0.
    case infiniteDerivative
    /// A negative base with a fractional exponent.
    case fractionalPowerOfNegative
    /// 0 to a negative power.
    case negativePowerOfZero
    /// A class number that is no whole number from 0 to below the number of classes.
    case noSuchClass
  }

  package var reason: Reason
  /// The node whose value is undefined.
  package var node: Graph.NodeID
  /// The argument for which it is.
  package var value: Double
}
