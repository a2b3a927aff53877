import NeuralEngine
import Testing

@testable import Execution

@Suite struct TraceDerivationTests {
  private func lines(
    _ statements: String, _ inputs: [(String, Tensor)], wrt: [String]? = nil
  ) throws -> [String] {
    let tex = TraceDerivation(pass: try TraceSupport.trace(statements, inputs, wrt: wrt)).tex
    return tex.split(separator: "\n").dropFirst().dropLast().map { line in
      line.hasSuffix(" \\\\") ? String(line.dropLast(3)) : String(line)
    }
  }

  private func line(of name: String, in lines: [String]) throws -> String {
    let all = lines.filter { $0.contains("{\\partial \(name)} &=") }
    let line = try #require(all.first)
    return String(line.drop { $0 != "&" }.dropFirst(3))
  }

  @Test func symbolsComeFirstThenNumbersAndTheResult() throws {
    let found = try lines(
      "q = x + y; f = q * z", [("x", Tensor(-2)), ("y", Tensor(5)), ("z", Tensor(-4))])
    let expected = [
      #"\frac{\partial f}{\partial f} &= 1"#,
      #"\frac{\partial f}{\partial q} &= z = -4"#,
      #"\frac{\partial f}{\partial z} &= q = 3"#,
      // A factor of 1 is left out.
      #"\frac{\partial f}{\partial y} &= \frac{\partial f}{\partial q} = -4"#,
      #"\frac{\partial f}{\partial x} &= \frac{\partial f}{\partial q} = -4"#,
    ]
    #expect(found == expected)
  }

  @Test func aSumOfRoundedNumbersThatMissesItsTotalIsAnApproximation() throws {
    let square = try lines("v = x * x; f = log(v)", [("x", Tensor(3))])
    #expect(
      try line(of: "x", in: square).hasSuffix(
        #"= 0.1111 \cdot 3 + 0.1111 \cdot 3 \approx 0.6667"#))
    let exact = try lines("v = x * x; f = v * 2", [("x", Tensor(3))])
    #expect(try line(of: "x", in: exact).hasSuffix(#"= 2 \cdot 3 + 2 \cdot 3 = 12"#))
  }

  @Test func aProductIsWorkedOutInNumbers() throws {
    let found = try lines("q = x^2; f = q * z", [("x", Tensor(3)), ("z", Tensor(-2))])
    #expect(
      try line(of: "x", in: found)
        == #"\frac{\partial f}{\partial q} \cdot 2 x = -2 \cdot 6 = -12"#)
  }

  @Test func contributionsOfAFanOutAreSummed() throws {
    let found = try lines("q = 2 * x; r = x^2; f = q * r", [("x", Tensor(3))])
    #expect(
      try line(of: "x", in: found)
        == #"\frac{\partial f}{\partial q} \cdot 2 + \frac{\partial f}{\partial r} \cdot 2 x "#
        + #"= 9 \cdot 2 + 6 \cdot 6 = 54"#)
    let difference = try lines("q = 2 - x; f = q * x", [("x", Tensor(3))])
    #expect(
      try line(of: "x", in: difference)
        == #"-\frac{\partial f}{\partial q} + q = -3 - 1 = -4"#)
  }

  @Test func fourGatesAreRecognisedAsASigmoid() throws {
    let found = try lines("f = 1 / (1 + exp(-h))", [("h", Tensor(1))])
    let expected = [
      #"f &= \frac{1}{1 + e^{-h}} = \sigma(h) = 0.7311"#,
      #"\frac{\partial f}{\partial f} &= 1"#,
      #"\frac{\partial f}{\partial h} &= f\,(1 - f) = 0.7311 \cdot (1 - 0.7311) = 0.1966"#,
    ]
    #expect(found == expected)
    // A gate between that has a name is shown as what it is.
    let named = try lines("u = exp(-h); f = 1 / (1 + u)", [("h", Tensor(1))])
    #expect(named.contains { $0.contains(#"{\partial u} &="#) })
  }

  @Test func matrixProductsAreInMatrixFormWithSizes() throws {
    let found = try lines(
      "z = W @ x; L = sum(z * z)",
      [("W", Tensor(rows: [[1, 2], [3, 4], [5, 6]])), ("x", Tensor([1, -1]))])
    let weights = try line(of: "W", in: found)
    #expect(
      weights.hasPrefix(
        #"\underset{3 \times 1}{\frac{\partial L}{\partial z}}\;\underset{1 \times 2}{x^{\top}} = "#
      )
    )
    #expect(weights.contains(#"\begin{pmatrix} -2 \\ -2 \\ -2 \end{pmatrix}\,"#))
    #expect(
      try line(of: "x", in: found).hasPrefix(
        #"\underset{2 \times 3}{W^{\top}}\;\underset{3 \times 1}{\frac{\partial L}{\partial z}}"#))
  }

  @Test func aBatchThroughALayerIsXTransposedTimesG() throws {
    let found = try lines(
      "z = X @ W; L = sum(z)",
      [("X", Tensor(rows: [[1, 2], [3, 4], [5, 6]])), ("W", Tensor(rows: [[1, 2], [3, 4]]))])
    #expect(
      try line(of: "W", in: found).hasPrefix(
        #"\underset{2 \times 3}{X^{\top}}\;\underset{3 \times 2}{\frac{\partial L}{\partial z}}"#))
    #expect(
      try line(of: "X", in: found).hasPrefix(
        #"\underset{3 \times 2}{\frac{\partial L}{\partial z}}\;\underset{2 \times 2}{W^{\top}}"#))
    #expect(try line(of: "z", in: found).hasPrefix(#"\mathbf{1} = \begin{pmatrix} 1 & 1"#))
  }

  @Test func elementsMultiplyElementByElement() throws {
    let found = try lines(
      "h = a + b; q = sigmoid(h); L = sum(q * w)",
      [("a", Tensor([1, 2])), ("b", Tensor(3)), ("w", Tensor([2, 5]))])
    #expect(
      try line(of: "h", in: found).hasPrefix(
        #"\frac{\partial L}{\partial q} \odot q (1 - q)"#))
    // A number that was repeated collects the sum.
    #expect(
      try line(of: "b", in: found).hasPrefix(#"\textstyle\sum \frac{\partial L}{\partial h}"#))
  }

  @Test func aDotProductHandsEachVectorTheOther() throws {
    let found = try lines("s = dot(a, b)", [("a", Tensor([1, 2])), ("b", Tensor([3, 4]))])
    #expect(try line(of: "a", in: found) == #"b = \begin{pmatrix} 3 & 4 \end{pmatrix}"#)
  }

  @Test func longDerivationsAreCutInTheMiddle() throws {
    let text = (1...500).map { "a\($0) = tanh(\($0 == 1 ? "x" : "a\($0 - 1)"))" }
    let found = try lines(text.joined(separator: "; "), [("x", Tensor(1))])
    #expect(found.count == 81 && found[40].contains("\\vdots"))
  }
}
