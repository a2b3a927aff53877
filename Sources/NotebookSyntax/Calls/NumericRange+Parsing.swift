package import Diagnostics

extension NumericRange {
  /// The most values that a range with a step may have.
  package static let countLimit = 1_000_000

  /// True where a scalar is written with `..`, as ranges are.
  package static func isRange(_ node: YAMLNode) -> Bool {
    guard let text = node.text else { return false }
    return text.contains("..") && !text.contains("...")
  }

  /// Reads `-5..5`, `-pi..pi` or `0.2..1.6 step 0.2`. The ends and the step are numbers or
  /// arithmetic of numbers, `pi` and `e`. Mistakes are NB044, too many values NB120.
  package static func parse(_ node: YAMLNode) -> (range: NumericRange?, diagnostics: [Diagnostic]) {
    guard let text = node.scalarText, isRange(node),
      let dots = Array(text.text.utf8).firstRange(of: [0x2E, 0x2E])
    else {
      let written = node.scalarText.map { "`\($0.text)`" } ?? node.kindDescription
      return failure("expected a range, not \(written)", node.range, "such as `-5..5`")
    }
    let bytes = Array(text.text.utf8)
    let keyword = bytes.firstRange(of: Array(" step".utf8))
    let end = keyword?.lowerBound ?? bytes.count
    var numbers: [Double] = []
    var parts = [0..<dots.lowerBound, dots.upperBound..<max(end, dots.upperBound)]
    if let keyword { parts.append(keyword.upperBound..<bytes.count) }
    let names = ["the lower end", "the upper end", "the step"]
    for (part, name) in zip(parts, names) {
      let piece = text.slice(part).trimmed
      guard !piece.text.isEmpty else {
        return failure("\(name) of the range is missing", node.range, "such as `0..1 step 0.1`")
      }
      let (expression, problems) = Expression.parse(piece)
      guard let expression else { return (nil, problems) }
      guard let number = expression.constant, number.isFinite else {
        return failure("\(name) of the range is not a number", expression.range, nil)
      }
      numbers.append(number)
    }
    let range = NumericRange(
      lower: numbers[0], upper: numbers[1], step: numbers.count > 2 ? numbers[2] : nil,
      range: node.range)
    if range.lower > range.upper {
      return failure("the range's lower end is above its upper end", node.range, "swap the ends")
    }
    if let step = range.step {
      guard step > 0 else { return failure("the step must be above 0", node.range, nil) }
      guard (range.upper - range.lower) / step < Double(countLimit) else {
        let problem = Diagnostic.error(
          .limitExceeded, "the range has more than \(countLimit) values", at: node.range)
        return (nil, [problem])
      }
    }
    return (range, [])
  }

  private static func failure(
    _ message: String, _ range: SourceRange, _ label: String?
  ) -> (range: NumericRange?, diagnostics: [Diagnostic]) {
    (nil, [.error(.badRange, message, at: range, label: label)])
  }
}

extension Expression {
  /// The value of an expression of numbers, `pi`, `e` and `+ - * /`; nil for any other.
  package var constant: Double? {
    switch node {
    case .number(let value): value
    case .name("pi"), .name("π"): .pi
    case .name("e"): 2.718281828459045
    case .negate(let inner): inner.constant.map { -$0 }
    case .binary(let symbol, let left, let right, _):
      if let a = left.constant, let b = right.constant {
        switch symbol {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        default: nil
        }
      } else {
        nil
      }
    case .name, .chain, .call, .index, .transpose, .list: nil
    }
  }
}

extension [UInt8] {
  /// Returns where a sequence of bytes first occurs.
  fileprivate func firstRange(of wanted: [UInt8]) -> Range<Int>? {
    guard count >= wanted.count else { return nil }
    for start in 0...(count - wanted.count)
    where self[start..<(start + wanted.count)].elementsEqual(wanted) {
      return start..<(start + wanted.count)
    }
    return nil
  }
}
