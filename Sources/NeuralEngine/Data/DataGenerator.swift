/// A rule that makes a data set out of random numbers.
package enum DataGenerator: String, Sendable, CaseIterable {
  /// A disc inside a ring.
  case circles
  /// Opposite quadrants.
  case xor
  /// Two normal clouds.
  case gauss
  /// Two arms.
  case spiral
  /// A plane over the plane, a regression.
  case plane
  /// Six cones over the plane, a regression.
  case hills
  /// Two interleaving half circles.
  case moons
  /// Normal clouds around random centres.
  case blobs
  /// The four rows of x1 ∧ x2.
  case and
  /// The four rows of x1 ∨ x2.
  case or
  /// The four rows of x1 ⊕ x2.
  case xorTable = "xor-table"
  /// sin x over 0 … 2π, a regression.
  case sine
  /// 2x + 1 over −5 … 5, a regression.
  case line
}

extension DataGenerator {
  /// How many rows the generator makes unless told.
  package var defaultCount: Int {
    switch self {
    case .circles, .xor, .gauss, .spiral: 500
    case .plane, .hills: 1_200
    case .moons, .blobs, .sine, .line: 100
    case .and, .or, .xorTable: 4
    }
  }

  /// The noise unless told: none, but blobs have standard deviation 1.
  package var defaultNoise: Double { self == .blobs ? 1 : 0 }

  /// The noise that the rule is meant for: 0 … 0.5 for those of the TensorFlow Playground, a
  /// standard deviation for the others.
  package var noiseRange: ClosedRange<Double> { isFromPlayground ? 0...0.5 : 0...1_000 }

  /// The share of rows that trains unless told.
  package var defaultTrainingShare: Double {
    switch self {
    case .and, .or, .xorTable: 1
    default: isFromPlayground ? 0.5 : 0.8
    }
  }

  /// Whether the rule is one of the TensorFlow Playground's.
  package var isFromPlayground: Bool {
    switch self {
    case .circles, .xor, .gauss, .spiral, .plane, .hills: true
    default: false
    }
  }

  /// Makes a data set, all of whose rows train and stand in the rule's order.
  ///
  /// - Parameters:
  ///   - count: The number of rows, half of them of each class.
  ///   - noise: 0 … 0.5 for the Playground's rules, a standard deviation for the others.
  ///   - classCount: The number of blobs; other rules have two classes.
  ///   - seed: The seed of the call or of the notebook.
  ///   - name: The name of the data set, from which the random stream derives.
  package func makeDataset(
    count: Int? = nil, noise: Double? = nil, classCount: Int = 3, seed: UInt64, name: String
  ) -> Dataset {
    var stream = RandomStream(seed: seed, name: name, purpose: .data)
    let count = max(0, count ?? defaultCount)
    let noise = noise ?? defaultNoise
    switch self {
    case .circles: return .circles(count, noise, &stream)
    case .xor: return .xor(count, noise, &stream)
    case .gauss: return .gauss(count, noise, &stream)
    case .spiral: return .spiral(count, noise, &stream)
    case .plane: return .plane(count, noise, &stream)
    case .hills: return .hills(count, noise, &stream)
    case .moons: return .moons(count, noise, &stream)
    case .blobs: return .blobs(count, noise, max(1, classCount), &stream)
    case .and: return .truthTable(count, noise, &stream) { $0 && $1 }
    case .or: return .truthTable(count, noise, &stream) { $0 || $1 }
    case .xorTable: return .truthTable(count, noise, &stream) { $0 != $1 }
    case .sine:
      return .function(count, 0...(2 * Double.pi), noise, &stream) { Elementary.sin($0) }
    case .line:
      return .function(count, -5...5, noise, &stream) { 2 * $0 + 1 }
    }
  }
}
