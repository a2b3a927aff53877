/// An element of a MathML Core tree, without any markup: the report's formatter writes it.
package struct MathMLNode: Sendable, Hashable {
  /// The elements of MathML Core that formulas need.
  package enum Tag: String, Sendable, Hashable {
    case math, semantics, annotation
    case mrow, mi, mn, mo, mtext, mspace, mstyle, mphantom, mpadded
    case mfrac, msqrt, mroot, msub, msup, msubsup, munder, mover, munderover
    case mtable, mtr, mtd
  }

  /// One attribute; its value is plain text.
  package struct Attribute: Sendable, Hashable {
    package var name: String
    package var value: String

    /// Creates an attribute.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  package var tag: Tag
  /// In the order in which they are written; names are unique.
  package var attributes: [Attribute]
  package var children: [MathMLNode]
  /// The characters of a token element (`mi`, `mn`, `mo`, `mtext`, `annotation`), empty elsewhere.
  package var text: String

  /// Creates an element with children.
  package init(_ tag: Tag, _ children: [MathMLNode] = [], attributes: [Attribute] = []) {
    self.tag = tag
    self.attributes = attributes
    self.children = children
    text = ""
  }

  /// Creates a token element.
  package init(_ tag: Tag, text: String, attributes: [Attribute] = []) {
    self.tag = tag
    self.attributes = attributes
    children = []
    self.text = text
  }

  /// Returns the element with an attribute set to another value.
  package func with(_ name: String, _ value: String) -> MathMLNode {
    var copy = self
    if let index = copy.attributes.firstIndex(where: { $0.name == name }) {
      copy.attributes[index].value = value
    } else {
      copy.attributes.append(Attribute(name, value))
    }
    return copy
  }

  /// The tree on one line, such as `(mfrac (mi "a") (mi "b"))`: a stable text to test against.
  package var dump: String {
    var result = "(" + tag.rawValue
    for attribute in attributes { result += " \(attribute.name)=\(attribute.value)" }
    if !text.isEmpty { result += " \"\(text)\"" }
    for child in children { result += " " + child.dump }
    return result + ")"
  }
}
