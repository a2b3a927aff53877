import NotebookSyntax
import Testing

@testable import Execution

@Suite("Expressions as labels")
struct ExpressionLabelTests {
  @Test(
    "expressions are written as formulas",
    arguments: [
      ("x1", "x_{1}"), ("x1^2", "x_{1}^{2}"), ("x1*x2", "x_{1}x_{2}"), ("sin(x2)", "\\sin(x_{2})"),
      ("2*x - 3", "2x-3"), ("(1 - x)^2 + 100*(y - x^2)^2", "(1-x)^{2}+100(y-x^{2})^{2}"),
      ("log2(1 + exp(-x))", "\\log_{2}(1+e^{-x})"), ("max(0, 1 - x)", "\\max(0,1-x)"),
      ("x^2 * exp(-x)", "x^{2}e^{-x}"), ("x^2/20 + y^2", "x^{2}/20+y^{2}"),
      ("lambda * w^2", "\\lambda w^{2}"), ("sepal_length", "\\text{sepal_length}"),
      ("3*abs(x)", "3|x|"), ("1e-7*x", "10^{-7}x"), ("exp(x)^2", "(e^{x})^{2}"),
    ])
  func formulas(text: String, markup: String) throws {
    #expect(ExpressionLabel.text(try expression(text)) == "$\(markup)$")
  }

  @Test(
    "parentheses stay where they matter and go where they do not",
    arguments: [
      ("a - (b - c)", "a-(b-c)"), ("a - (b + c)", "a-(b+c)"), ("(a - b) - c", "a-b-c"),
      ("a + (b - c)", "a+b-c"), ("a / (b * c)", "a/(bc)"), ("(a + b) * c", "(a+b)c"),
      ("-(a + b)", "-(a+b)"), ("a - -b", "a-(-b)"), ("(-x)^2", "(-x)^{2}"), ("-x^2", "-x^{2}"),
      ("a*b*2", "ab\\cdot 2"), ("rate * x", "\\text{rate}\\cdot x"), ("a < b + 1", "a<b+1"),
    ])
  func parentheses(text: String, markup: String) throws {
    #expect(ExpressionLabel.text(try expression(text)) == "$\(markup)$")
  }

  private func expression(_ text: String) throws -> Expression {
    let (expression, problems) = Expression.parse(ScalarText(verbatim: text, at: 0))
    try #require(problems.isEmpty)
    return try #require(expression)
  }
}
