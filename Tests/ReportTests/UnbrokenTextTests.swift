import Testing

@testable import Report

struct UnbrokenTextTests {
  private let formula = HTMLNode.element("math", [], text: "x")

  private func html(_ nodes: HTMLNode...) -> String { HTMLFormatter.fragment(nodes.tyingMath()) }

  @Test func `punctuation stays on the line of the formula that it follows`() {
    #expect(
      html(.text("with "), formula, .text(", then"))
        == "with <span class=\"nb\"><math>x</math>,</span> then")
    #expect(
      html(formula, .text(")"), .text("."), .text(" So"))
        == "<span class=\"nb\"><math>x</math>).</span> So")
  }

  @Test func `an opening bracket stays on the line of the formula that it precedes`() {
    #expect(
      html(.text("(see ("), formula, .text(") here)"))
        == "(see <span class=\"nb\">(<math>x</math>)</span> here)")
  }

  @Test func `a hyphenated word keeps the formula that begins it`() {
    #expect(
      html(.text("the "), formula, .text("-axis and"))
        == "the <span class=\"nb\"><math>x</math>-axis</span> and")
  }

  @Test func `formulas between spaces, displayed ones and text alone stay as they are`() {
    let displayed = HTMLNode.span("equation", [formula])
    #expect(html(.text("a "), formula, .text(" b.")) == "a <math>x</math> b.")
    #expect(html(displayed, .text(".")) == "<span class=\"equation\"><math>x</math></span>.")
    #expect(html(.text("a (b), c.")) == "a (b), c.")
  }

  @Test func `a paragraph of many formulas takes time in proportion`() {
    let nodes = (0..<50_000).flatMap { _ in [HTMLNode.text("("), formula, .text(", so")] }
    #expect(nodes.tyingMath().count == 100_000)
  }

  @Test func `derivatives do not break at their slash`() {
    let nodes = HTMLNode.tyingDerivatives(in: "gradient ∂f/∂node, and/or f/g")
    #expect(
      HTMLFormatter.fragment(nodes)
        == "gradient <span class=\"nb\">∂f/∂node,</span> and/or f/g")
    #expect(
      HTMLFormatter.fragment(HTMLNode.tyingDerivatives(in: "∂q/∂x\u{A0}=\u{A0}1; –"))
        == "<span class=\"nb\">∂q/∂x\u{A0}=\u{A0}1;</span> –")
  }
}
