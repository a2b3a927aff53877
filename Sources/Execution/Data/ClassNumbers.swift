/// How the numbers of a target name classes.
enum ClassNumbers: Sendable, Equatable {
  /// 0, 1, … without gaps, so many classes.
  case counted(Int)
  /// −1 and 1.
  case signs

  /// Finds how numbers name at least two classes; nil where they do not.
  init?(of values: [Double]) {
    if Set(values) == [-1, 1] {
      self = .signs
      return
    }
    guard let largest = values.max(), largest >= 1, largest < Double(values.count) else {
      return nil
    }
    let count = Int(largest) + 1
    var isUsed = [Bool](repeating: false, count: count)
    for value in values {
      guard let number = Int(exactly: value), number >= 0, number < count else { return nil }
      isUsed[number] = true
    }
    guard isUsed.allSatisfy({ $0 }) else { return nil }
    self = .counted(count)
  }

  /// The names of the classes, in order.
  var names: [String] {
    switch self {
    case .counted(let count): (0..<count).map(String.init)
    case .signs: ["-1", "1"]
    }
  }

  /// Returns the index of the class that a number of the target names.
  func index(of value: Double) -> Int {
    switch self {
    case .counted: Int(value)
    case .signs: value > 0 ? 1 : 0
    }
  }
}
