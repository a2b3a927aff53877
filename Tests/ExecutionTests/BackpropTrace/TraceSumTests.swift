import Testing

@testable import Execution

struct TraceSumTests {
  @Test(
    "rounded terms add up to the rounded total, or say that they do not",
    arguments: [
      ([2, 3], "2 + 3 = 5"), ([0.25, -0.5], "0.25 − 0.50 = −0.25"), ([-1, -2], "−1 − 2 = −3"),
      ([0.3932, -0.1966], "0.3932 − 0.1966 = 0.1966"),
      ([1.0 / 3, 1.0 / 3, 1.0 / 3], "0.33 + 0.33 + 0.33 ≈ 1"),
      (
        [1e-9, 2e-9],
        "1.0\u{2009}×\u{2009}10⁻⁹ + 2.0\u{2009}×\u{2009}10⁻⁹ ≈ 3.0\u{2009}×\u{2009}10⁻⁹"
      ),
    ] as [([Double], String)])
  func digits(numbers: [Double], text: String) {
    let sum = TraceSum(numbers)
    #expect("\(sum.terms) \(sum.total)" == text)
  }
}
