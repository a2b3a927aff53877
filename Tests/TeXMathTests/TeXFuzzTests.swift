import Diagnostics
import Testing

@testable import TeXMath

/// A generator that gives the same sequence everywhere (SplitMix64).
private struct FixedGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

struct TeXFuzzTests {
  /// Returns what is wrong with a tree, nil for one that MathML allows.
  private func violation(in node: MathMLNode) -> String? {
    var pending = [(node, 0)]
    while let (node, depth) = pending.popLast() {
      if depth > 600 { return "deep" }
      let wanted: Int? =
        switch node.tag {
        case .mfrac, .mroot, .msub, .msup, .munder, .mover, .semantics: 2
        case .msubsup, .munderover: 3
        case .mi, .mn, .mo, .mtext, .annotation, .mspace: 0
        default: nil
        }
      if let wanted, node.children.count != wanted { return node.dump }
      if node.tag == .mtable, node.children.contains(where: { $0.tag != .mtr }) { return node.dump }
      if node.tag == .mtr, node.children.contains(where: { $0.tag != .mtd }) { return node.dump }
      if Set(node.attributes.map(\.name)).count != node.attributes.count { return node.dump }
      let isToken = [.mi, .mn, .mo, .mtext].contains(node.tag)
      if isToken && node.text.isEmpty { return "empty \(node.tag)" }
      pending += node.children.map { ($0, depth + 1) }
    }
    return nil
  }

  private static let pieces = [
    "a", "b", "1", "2.5", "+", "-", "=", "(", ")", "[", "]", "|", "{", "}", "{", "}", "^", "_", "'",
    "&", #"\\"#, "~", "$", "%", "\n", " ", #"\frac"#, #"\sqrt"#, #"\sqrt["#, #"\left("#,
    #"\right)"#, #"\middle|"#, #"\left."#, #"\begin{matrix}"#, #"\end{matrix}"#,
    #"\begin{cases}"#, #"\end{cases}"#, #"\begin{array}{c|c}"#, #"\begin"#, #"\end"#, #"\text{"#,
    #"\mathbf"#, #"\sum"#, #"\int"#, #"\limits"#, #"\hat"#, #"\overbrace"#, #"\displaystyle"#,
    #"\color{red}"#, #"\textcolor{red}"#, #"\not"#, #"\big"#, #"\bigl("#, #"\over"#, #"\choose"#,
    #"\substack{"#, #"\underset"#, #"\operatorname*{"#, #"\log"#, #"\alpha"#, #"\foo"#, #"\"#,
    #"\hspace{1em}"#, #"\tag{1}"#, #"\pmod"#, #"\boxed"#, #"\hline"#, "é", "≤", "я", "👩‍👩‍👧", "\u{301}",
    "\u{0}", "\r\n", #"\xrightarrow["#, #"\mathop"#, #"\rm"#, #"\phantom"#, #"\underline"#,
  ]

  @Test(arguments: 0..<40)
  func `any soup of pieces becomes a valid tree`(seed: Int) {
    var generator = FixedGenerator(state: UInt64(seed))
    for _ in 0..<25 {
      let count = Int.random(in: 0..<40, using: &generator)
      var tex = ""
      for _ in 0..<count { tex += Self.pieces.randomElement(using: &generator) ?? "" }
      let (node, diagnostics) = TeXMath.convert(
        tex, isDisplayed: seed % 2 == 0, at: TeXLocation(verbatimAt: 0))
      #expect(violation(in: node) == nil, "\(tex)")
      for diagnostic in diagnostics {
        let range = diagnostic.range ?? SourceRange(-1, -1)
        #expect(range.lower >= 0 && range.upper <= tex.utf8.count, "\(tex)")
      }
    }
  }

  @Test(arguments: [
    "{", "}", "^", "_", "'", #"\frac"#, #"\sqrt"#, #"\sqrt["#, #"\left("#, #"\right)"#, "(",
    #"\begin{matrix}"#, #"\mathbf"#, #"\text{"#, #"\text{$"#, #"\not"#, #"\displaystyle"#,
    #"\hat"#, "x^{", #"\over"#, #"\log"#, #"\\"#, "&", "-", #"\unknown"#, #"\underset"#,
    #"\substack{"#, #"\color{red}"#, "1", #"\binom{"#, #"\mathop{"#, #"{\rm "#,
  ])
  func `a bomb of nesting is survived in linear time`(piece: String) {
    let tex = String(repeating: piece, count: 5000)
    let (node, _) = TeXMath.convert(tex, isDisplayed: true, at: TeXLocation(verbatimAt: 0))
    #expect(violation(in: node) == nil)
  }

  @Test func `a formula that is too deep is shown as its source`() {
    let tex = String(repeating: "{", count: 100) + "x" + String(repeating: "}", count: 100)
    let result = TeXMath.convert(tex, isDisplayed: true, at: TeXLocation(verbatimAt: 0))
    #expect(result.diagnostics.count == 1)
    #expect(result.diagnostics.first?.message.contains("nested deeper") == true)
    #expect(result.node.dump.contains("tex-problem"))
    let fine = String(repeating: "{", count: 30) + "x" + String(repeating: "}", count: 30)
    #expect(
      TeXMath.convert(fine, isDisplayed: true, at: TeXLocation(verbatimAt: 0)).diagnostics == [])
  }
}
