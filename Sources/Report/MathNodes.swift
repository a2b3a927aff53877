import Diagnostics
import NotebookSyntax
import TeXMath

extension HTMLNode {
  /// Creates the page's element of a formula.
  ///
  /// - Complexity: O(n); formulas nest only as deep as `TeXMath` reads them.
  init(_ math: MathMLNode) {
    let attributes = math.attributes.map { HTMLAttribute($0.name, $0.value) }
    let children = math.text.isEmpty ? math.children.map(HTMLNode.init) : [.text(math.text)]
    self = .element(math.tag.rawValue, attributes, children)
  }
}
