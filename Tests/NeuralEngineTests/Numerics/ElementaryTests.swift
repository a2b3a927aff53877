import Foundation
import Testing

@testable import NeuralEngine

/// Values correctly rounded from mpmath with 200 to 1,300 bits, as bit patterns.
struct ElementaryTests {
  static let functions: [(name: String, function: @Sendable (Double) -> Double, ulps: Double)] = [
    ("exp", { Elementary.exp($0) }, 1),
    ("expm1", { Elementary.expm1($0) }, 1.5),
    ("log", { Elementary.log($0) }, 1),
    ("log1p", { Elementary.log1p($0) }, 1.5),
    ("log2", { Elementary.log2($0) }, 1),
    ("sin", { Elementary.sin($0) }, 1),
    ("cos", { Elementary.cos($0) }, 1),
    ("tanh", { Elementary.tanh($0) }, 2),
    ("sigmoid", { Elementary.sigmoid($0) }, 2),
    ("logSigmoid", { Elementary.logSigmoid($0) }, 2),
    ("erf", { Elementary.erf($0) }, 1.5),
    ("erfc", { Elementary.erfc($0) }, 2),
    ("normalDistribution", { Elementary.normalDistribution($0) }, 2),
    ("normalDensity", { Elementary.normalDensity($0) }, 2),
  ]

  static func reference() throws -> [String: [[Double]]] {
    let path = ProcessInfo.processInfo.environment["ELEMENTARY_REFERENCE"]
    let url = try path.map { URL(fileURLWithPath: $0) } ?? resource("elementary-reference")
    let rows = try JSONDecoder().decode([String: [String]].self, from: Data(contentsOf: url))
    return rows.mapValues { rows in
      rows.map { row in
        row.split(separator: " ").compactMap { UInt64($0, radix: 16).map(Double.init(bitPattern:)) }
      }
    }
  }

  /// Error beyond the half unit that correct rounding costs, plus that half unit.
  static func error(_ actual: Double, _ expected: Double) -> Double {
    if actual == expected { return 0.5 }
    if !actual.isFinite || !expected.isFinite { return .infinity }
    return (actual - expected).magnitude / expected.ulp + 0.5
  }

  @Test("elementary functions stay within 2 units in the last place", arguments: functions.indices)
  func accuracy(index: Int) throws {
    let (name, function, limit) = Self.functions[index]
    let rows = try #require(try Self.reference()[name])
    let worst = try #require(
      rows.map { (x: $0[0], error: Self.error(function($0[0]), $0[1])) }
        .max { $0.error < $1.error })
    #expect(worst.error <= limit + 0.5, "\(name)(\(worst.x)): \(worst.error) ulp")
  }

  @Test("powers are exact where representable and within 1 unit elsewhere")
  func power() throws {
    let rows = try #require(try Self.reference()["pow"])
    let worst = try #require(
      rows.map { (row: $0, error: Self.error(Elementary.pow($0[0], $0[1]), $0[2])) }
        .max { $0.error < $1.error })
    #expect(worst.error <= 1.5, "pow(\(worst.row[0]), \(worst.row[1])): \(worst.error) ulp")
    for base in -12...12 {
      for exponent in 0...12 {
        var exact = 1.0
        for _ in 0..<exponent { exact *= Double(base) }
        #expect(Elementary.pow(Double(base), Double(exponent)) == exact)
      }
    }
  }

  @Test("special values follow IEEE 754")
  func specialValues() {
    typealias E = Elementary
    let infinity = Double.infinity
    #expect(E.exp(0) == 1 && E.exp(infinity) == infinity && E.exp(-infinity) == 0)
    #expect(E.exp(710) == infinity && E.exp(-746) == 0 && E.exp(-745) > 0)
    #expect(E.log(1) == 0 && E.log(0) == -infinity && E.log(infinity) == infinity)
    #expect(E.log(-1).isNaN && E.log2(-1).isNaN && E.log1p(-2).isNaN)
    #expect(E.log1p(-1) == -infinity && E.log1p(infinity) == infinity)
    #expect(
      (-1_074...1_023).allSatisfy {
        E.log2(Double(sign: .plus, exponent: $0, significand: 1)) == Double($0)
      })
    #expect(E.sin(infinity).isNaN && E.cos(-infinity).isNaN && E.sin(0) == 0 && E.cos(0) == 1)
    #expect(E.tanh(infinity) == 1 && E.tanh(-800) == -1 && E.tanh(0) == 0)
    #expect(E.sigmoid(800) == 1 && E.sigmoid(-800) == 0 && E.sigmoid(0) == 0.5)
    #expect(E.logSigmoid(-800) == -800 && E.logSigmoid(800) == 0)
    #expect(E.softplus(800) == 800 && E.softplus(-800) == 0 && E.softplus(20.5) == 20.5)
    #expect(E.erf(infinity) == 1 && E.erf(-infinity) == -1 && E.erfc(infinity) == 0)
    #expect(E.normalDistribution(-infinity) == 0 && E.normalDistribution(infinity) == 1)
    #expect(E.expm1(-infinity) == -1 && E.expm1(infinity) == infinity)
    for function in Self.functions { #expect(function.function(.nan).isNaN, "\(function.name)") }
    #expect(E.pow(0, 0) == 1 && E.pow(0, -1) == infinity && E.pow(-2, 0.5).isNaN)
    #expect(E.pow(-2, 3) == -8 && E.pow(4, 0.5) == 2 && E.pow(2, -infinity) == 0)
    #expect(E.pow(1.5, 1e300) == infinity && E.pow(1.5, -1e300) == 0 && E.pow(10, 308) == 1e308)
    #expect(E.pow(10, 309) == infinity && E.pow(10, -323) > 0 && E.pow(-10, -324) == 0)
    #expect(E.pow(-infinity, 3) == -infinity && E.pow(.nan, 0) == 1 && E.pow(1, .nan) == 1)
  }
}

/// Returns the address of a JSON file among the test resources.
func resource(_ name: String) throws -> URL {
  try #require(
    Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Resources"))
}
