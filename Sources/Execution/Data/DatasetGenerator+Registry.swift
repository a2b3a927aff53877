import Diagnostics
import NeuralEngine
import NotebookSyntax

extension DatasetGenerator {
  /// The generators by name.
  package static let registry = CallRegistry<DatasetGenerator>(
    noun: "generator", code: .unknownData, unavailable: ["text"],
    foreign: [
      "circle": "`circles`", "make_circles": "`circles`", "make_moons": "`moons`",
      "make_blobs": "`blobs k=3`", "gaussian": "`gauss`", "spirals": "`spiral`",
      "reg-plane": "`plane`", "reg-gauss": "`hills`", "mnist": "`digits`", "sin": "`sine`",
      "load_digits": "`digits`", "load_iris": "`iris`", "read_csv": "`csv points.csv target=y`",
    ],
    DataGenerator.allCases.map(declaration) + CollectedData.allCases.map(declaration)
      + [CSVCall.declaration, IDXCall.declaration])

  private static func declaration(
    _ rule: DataGenerator
  ) -> CallDeclaration<DatasetGenerator> {
    let n = Option(
      "n", .integer(1...1_000_000), default: rule.defaultCount, meaning: "the number of rows",
      example: "200")
    let bounds = rule.noiseRange
    let noise = Option(
      "noise", .number(atLeast: bounds.lowerBound, atMost: bounds.upperBound),
      default: rule.defaultNoise, shownAs: ValueText.number(rule.defaultNoise),
      meaning: rule.isFromPlayground
        ? "how far points stray, as in the TensorFlow Playground" : "a standard deviation",
      example: "0.1")
    let k = Option(
      "k", .integer(2...100), default: 3, meaning: "the number of blobs", example: "4")
    let seed = Option("seed", .seed, meaning: "the call's own seed", example: "7")
    let named: [any OptionDeclaration] = [n, noise] + (rule == .blobs ? [k] : []) + [seed]
    return CallDeclaration(
      rule.rawValue, meaning: rule.meaning, example: "\(rule.rawValue) n=200", named: named
    ) { values, _ in
      guard let count = values[n], let noise = values[noise] else { return nil }
      let classCount = values[k] ?? 3
      return DatasetGenerator(
        rows: .rule(rule, count: count, noise: noise, classCount: classCount),
        name: rule.rawValue,
        call: DatasetGenerator.call(
          rule.rawValue, count: count, noise: noise,
          classCount: rule == .blobs ? classCount : nil, seed: values[seed]),
        seed: values[seed])
    }
  }

  private static func declaration(
    _ collected: CollectedData
  ) -> CallDeclaration<DatasetGenerator> {
    let n = Option(
      "n", .integer(2...collected.rowCount), default: collected.rowCount,
      meaning: "the number of rows, drawn at random where it is not all", example: "100")
    let noise = Option(
      "noise", .number(atLeast: 0), default: 0, shownAs: "0",
      meaning: "the standard deviation of what is added to the inputs", example: "0.1")
    let seed = Option("seed", .seed, meaning: "the call's own seed", example: "7")
    let name = collected.rawValue
    return CallDeclaration(
      name, meaning: collected.meaning, example: name, named: [n, noise, seed]
    ) { values, _ in
      guard let count = values[n], let noise = values[noise] else { return nil }
      return DatasetGenerator(
        rows: .collected(collected, count: count, noise: noise), name: name,
        call: DatasetGenerator.call(name, count: count, noise: noise, seed: values[seed]),
        seed: values[seed])
    }
  }
}

extension CollectedData {
  /// What the data set is, in one line without a full stop.
  fileprivate var meaning: String {
    switch self {
    case .digits: "1,797 handwritten digits of 8×8 pixels, ten classes"
    case .iris: "150 irises of three species"
    }
  }
}

extension DataGenerator {
  /// What the rule makes, in one line without a full stop.
  fileprivate var meaning: String {
    switch self {
    case .circles: "a disc inside a ring, two classes"
    case .xor: "opposite quadrants, two classes"
    case .gauss: "two normal clouds, two classes"
    case .spiral: "two arms, two classes"
    case .plane: "a sloping plane over the plane, a regression"
    case .hills: "six cones over the plane, a regression"
    case .moons: "two interleaving half circles, two classes"
    case .blobs: "k normal clouds, k classes"
    case .and: "the four rows of x1 ∧ x2"
    case .or: "the four rows of x1 ∨ x2"
    case .xorTable: "the four rows of x1 ⊕ x2"
    case .sine: "one period of a sine, a regression"
    case .line: "a straight line, a regression"
    }
  }
}
