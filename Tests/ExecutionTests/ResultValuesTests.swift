import NotebookSyntax
import Testing

@testable import Execution

@Suite("Results by path")
struct ResultValuesTests {
  private var values: ResultValues {
    var values = ResultValues()
    values["loss"] = .number(0.25)
    values["layer1.w"] = .array(extents: [2, 3], values: [1, 2, 3, 4, 5, 6])
    values["iterations[2].w"] = .number(7)
    return values
  }

  @Test("indices reach elements and rows, row-major and zero-based")
  func indexing() {
    #expect(values.value(at: "layer1.w[0,0]") == .number(1))
    #expect(values.value(at: "layer1.w[1,2]") == .number(6))
    #expect(values.value(at: "layer1.w[1, 2]") == .number(6))
    #expect(values.value(at: "layer1.w[1][0]") == .number(4))
    #expect(values.value(at: "layer1.w[1]") == .array(extents: [3], values: [4, 5, 6]))
    #expect(values.value(at: "iterations[2].w") == .number(7))
  }

  @Test("what is not there is nil, never a neighbour")
  func outside() {
    let paths = [
      "layer1.w[2,0]", "layer1.w[0,3]", "layer1.w[0,0,0]", "layer1.w[-1,0]", "layer1.w[]",
      "layer1.w[a]", "layer1", "loss[0]", "", "[0]", "iterations[3].w", "w[99999999999999999999]",
    ]
    for path in paths { #expect(values.value(at: path) == nil, "\(path)") }
  }

  @Test("an offer says what a value will be")
  func offers() {
    let offers = [ValueOffer("w", .array(extents: [2, 3])), ValueOffer("loss")]
    #expect(offers.form(at: "w[1,2]") == .number)
    #expect(offers.form(at: "w[1]") == .array(extents: [3]))
    #expect(offers.form(at: "w") == .array(extents: [2, 3]))
    #expect(offers.form(at: "w[2]") == nil)
    #expect(offers.form(at: "loss[0]") == nil)
    #expect(offers.form(at: "gain") == nil)
  }

  @Test("paths stay in the order in which they were set")
  func order() {
    var values = values
    values["loss"] = .number(1)
    #expect(values.paths == ["loss", "layer1.w", "iterations[2].w"])
    values["loss"] = nil
    #expect(values.paths == ["layer1.w", "iterations[2].w"])
  }

  @Test(
    "numbers for people have six digits, whole ones all",
    arguments: [
      (0.1, "0.1"), (1.0 / 3, "0.333333"), (12_345_678, "12345678"), (1e-12, "1e-12"),
      (-2.5, "-2.5"), (0, "0"), (-0.0, "0"), (123_456.789, "123457"), (.infinity, "inf"),
      (.nan, "nan"),
    ])
  func numbers(value: Double, text: String) {
    #expect(ValueText.number(value) == text)
  }

  @Test(
    "print has real minus signs before numbers, powers of ten, and hyphens where they are none",
    arguments: [
      ("-0.5", "−0.5"), ("[-1, 2e-05]", "[−1, 2\u{A0}×\u{A0}10⁻⁵]"), ("3.5%", "3.5%"),
      ("1.201e-23", "1.201\u{A0}×\u{A0}10⁻²³"), ("-1.751e+05", "−1.751\u{A0}×\u{A0}10⁵"),
      ("< 1e-6", "< 10⁻⁶"), ("-3..3", "−3..3"), ("0.5 ± 2e-3", "0.5 ± 2\u{A0}×\u{A0}10⁻³"),
      ("-inf", "-inf"), ("2024-05-01", "2024-05-01"), ("leaky-relu", "leaky-relu"), ("-", "-"),
      ("12345", "12345"), ("1e", "1e"),
    ])
  func print(text: String, typeset: String) {
    #expect(PrintedNumber.typeset(text) == typeset)
  }

  @Test(
    "figures say thousands in full, larger numbers as powers of ten",
    arguments: [
      (0.012_34, "0.0123"), (-999.4, "−999"), (1_126.7, "1,127"), (-437_683, "−437,683"),
      (1.8e8, "1.8\u{2009}×\u{2009}10⁸"), (1e6, "10⁶"), (-1e6, "−10⁶"),
    ])
  func quantities(value: Double, text: String) {
    #expect(FigureText.quantity(value) == text)
  }

  @Test(
    "tables tell thousands apart, and say what is no number",
    arguments: [
      (6_766.55, "6,767"), (1_185, "1,185"), (-12_345_678, "−12,345,678"), (0.123_45, "0.1235"),
      (202_345.6, "202,346"), (2_023_456.7, "2.023\u{A0}×\u{A0}10⁶"), (.nan, "–"),
      (-.infinity, "−∞"),
    ])
  func table(value: Double, text: String) {
    #expect(TableNumber.text(value) == text)
    #expect(PrintedNumber.typeset("> 10000, 0.12345", groupsThousands: true) == "> 10,000, 0.12345")
  }
}
