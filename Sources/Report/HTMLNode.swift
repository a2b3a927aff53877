/// A piece of a page. Text and attribute values are plain: `HTMLFormatter` alone writes markup.
enum HTMLNode: Sendable {
  case element(name: String, attributes: [HTMLAttribute], children: [HTMLNode])
  case text(String)
  /// The author's own HTML, written as it is; only where the user allowed it.
  case authorHTML(String)
  /// The contents of `style` and `script`, which browsers read without escapes.
  case code(String)

  /// Creates an element.
  static func element(
    _ name: String, _ attributes: [HTMLAttribute] = [], _ children: [HTMLNode] = []
  ) -> HTMLNode {
    .element(name: name, attributes: attributes, children: children)
  }

  /// Creates an element that holds text alone.
  static func element(
    _ name: String, _ attributes: [HTMLAttribute] = [], text: String
  ) -> HTMLNode {
    .element(name: name, attributes: attributes, children: [.text(text)])
  }

  /// Creates a `div` of a class.
  static func division(_ cssClass: String, _ children: [HTMLNode]) -> HTMLNode {
    .element("div", [.cssClass(cssClass)], children)
  }

  /// Creates a `span` of a class.
  static func span(_ cssClass: String, _ children: [HTMLNode]) -> HTMLNode {
    .element("span", [.cssClass(cssClass)], children)
  }

  /// Creates a `span` of a class that holds text alone.
  static func span(_ cssClass: String, text: String) -> HTMLNode {
    .span(cssClass, [.text(text)])
  }

  /// Creates a link.
  static func link(
    to address: LinkAddress, _ attributes: [HTMLAttribute] = [], _ children: [HTMLNode]
  ) -> HTMLNode {
    .element("a", [HTMLAttribute("href", address.text)] + attributes, children)
  }
}

/// An attribute of an element.
struct HTMLAttribute: Sendable {
  var name: String
  var value: String

  init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  static func cssClass(_ names: String) -> HTMLAttribute { HTMLAttribute("class", names) }
  static func id(_ id: String) -> HTMLAttribute { HTMLAttribute("id", id) }
  static func title(_ text: String) -> HTMLAttribute { HTMLAttribute("title", text) }
  static func label(_ text: String) -> HTMLAttribute { HTMLAttribute("aria-label", text) }
  /// What screen readers skip.
  static let decorative = HTMLAttribute("aria-hidden", "true")
}
