extension BinaryFunction {
  /// Returns f(a, b) in double precision.
  package func value(_ a: Double, _ b: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: Elementary.pow(a, b)
    case .maximum: a.isNaN || a > b ? a : b
    case .minimum: a.isNaN || a < b ? a : b
    case .prelu: a > 0 ? a : b * a
    case .logisticLoss: max(a, 0) - a * b + Elementary.log1p(Elementary.exp(-a.magnitude))
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    }
  }

  /// Returns ∂f/∂a or ∂f/∂b in double precision.
  package func derivative(_ a: Double, _ b: Double, _ operand: Operand) -> Double {
    let isLeft = operand == .left
    switch self {
    case .add: return 1
    case .subtract: return isLeft ? 1 : -1
    case .multiply: return isLeft ? b : a
    case .divide: return isLeft ? 1 / b : -a / (b * b)
    case .power:
      if isLeft { return b == 0 ? 0 : b * Elementary.pow(a, b - 1) }
      return a == 0 && b >= 0 ? 0 : Elementary.pow(a, b) * Elementary.log(a)
    case .maximum: return a == b ? 0.5 : (a > b) == isLeft ? 1 : 0
    case .minimum: return a == b ? 0.5 : (a < b) == isLeft ? 1 : 0
    case .prelu: return isLeft ? (a > 0 ? 1 : b) : min(a, 0)
    case .logisticLoss: return isLeft ? Elementary.sigmoid(a) - b : -a
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: return 0
    }
  }

  /// Returns why f has no value at (a, b), and the argument at fault, or nil.
  func undefined(_ a: Double, _ b: Double) -> (EvaluationError.Reason, Double)? {
    switch self {
    case .divide: return b == 0 ? (.divisionByZero, b) : nil
    case .power:
      if a == 0, b < 0 { return (.negativePowerOfZero, b) }
      return a < 0 && b.rounded() != b ? (.fractionalPowerOfNegative, a) : nil
    default: return nil
    }
  }

  /// Returns why a partial derivative has no value at (a, b), and the argument at fault, or nil.
  func derivativeUndefined(
    _ a: Double, _ b: Double, _ operand: Operand
  ) -> (EvaluationError.Reason, Double)? {
    if let reason = undefined(a, b) { return reason }
    guard self == .power else { return nil }
    if operand == .right { return a < 0 ? (.logarithmOfNonPositive, a) : nil }
    return a == 0 && b > 0 && b < 1 ? (.infiniteDerivative, a) : nil
  }
}
