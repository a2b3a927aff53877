/// A piece of a formula with the class that decides the space around it (The TeXbook, chapter 17).
struct MathAtom {
  /// TeX's eight classes of atoms, and spaces, which have none.
  enum Class: Int {
    case ordinary
    case largeOperator
    case binary
    case relation
    case opening
    case closing
    case punctuation
    case inner
    case space
  }

  /// Where an operator's scripts stand.
  enum Limits {
    case beside
    /// Above and below in displays, beside in running text.
    case inDisplays
    case aboveAndBelow
  }

  var node: MathMLNode
  var atomClass: Class
  var limits = Limits.beside
  /// Whether an invisible "function application" joins the atom to its argument.
  var isFunction = false

  init(_ node: MathMLNode, _ atomClass: Class, limits: Limits = .beside) {
    self.node = node
    self.atomClass = atomClass
    self.limits = limits
  }

  /// Creates an explicit space.
  static func space(_ ems: String) -> MathAtom {
    MathAtom(
      MathMLNode(.mspace, attributes: [MathMLNode.Attribute("width", ems)]), .space)
  }
}

/// How large and how loose a formula is set: TeX's display, text, script and scriptscript styles.
struct MathStyle {
  var isDisplay: Bool
  var scriptLevel: Int

  static let display = MathStyle(isDisplay: true, scriptLevel: 0)
  static let text = MathStyle(isDisplay: false, scriptLevel: 0)

  /// The style of this style's scripts.
  var script: MathStyle { MathStyle(isDisplay: false, scriptLevel: scriptLevel + 1) }
  /// The style of a fraction's parts.
  var fraction: MathStyle { isDisplay ? .text : script }
}

extension MathAtom.Class {
  /// Returns the space between two neighbours in math units, an eighteenth of an em.
  ///
  /// Spaces in parentheses in The TeXbook's table (chapter 18) vanish in scripts.
  static func space(between left: Self, and right: Self, inScript: Bool) -> Int {
    // Columns: ordinary, operator, binary, relation, opening, closing, punctuation, inner.
    // Negative numbers are the table's parenthesised ones.
    let table: [[Int]] = [
      [0, 3, -4, -5, 0, 0, 0, -3],
      [3, 3, 0, -5, 0, 0, 0, -3],
      [-4, -4, 0, 0, -4, 0, 0, -4],
      [-5, -5, 0, 0, -5, 0, 0, -5],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 3, -4, -5, 0, 0, 0, -3],
      [-3, -3, 0, -3, -3, -3, -3, -3],
      [-3, 3, -4, -5, -3, 0, -3, -3],
    ]
    guard left != .space, right != .space else { return 0 }
    let entry = table[left.rawValue][right.rawValue]
    return entry < 0 ? (inScript ? 0 : -entry) : entry
  }
}

extension MathMLNode {
  /// The operator at the core of an element that browsers treat as one (an embellished operator).
  var coreOperator: MathMLNode? {
    switch tag {
    case .mo: self
    case .msub, .msup, .msubsup, .munder, .mover, .munderover: children.first?.coreOperator
    default: nil
    }
  }

  /// Returns the element with its core operator changed.
  func mappingCoreOperator(_ change: (MathMLNode) -> MathMLNode) -> MathMLNode {
    if tag == .mo { return change(self) }
    var copy = self
    if let first = copy.children.first { copy.children[0] = first.mappingCoreOperator(change) }
    return copy
  }

  /// An element that shows nothing.
  static let empty = MathMLNode(.mrow)
}
