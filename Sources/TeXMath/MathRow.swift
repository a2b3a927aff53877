/// Sets atoms side by side with TeX's spaces, expressed in MathML's terms.
///
/// Browsers space operators by a dictionary; where it agrees with TeX nothing is written, elsewhere
/// `form`, `lspace` and `rspace` say what TeX would do.
struct MathRow {
  private var atoms: [MathAtom]
  private let inScript: Bool
  private let previous: MathAtom.Class?

  /// Returns one element that holds the atoms.
  ///
  /// - Parameters:
  ///   - atoms: What to set.
  ///   - style: The style of the row.
  ///   - previous: The class of an invisible atom before the first, as in `aligned`'s columns.
  static func node(
    _ atoms: [MathAtom], style: MathStyle, after previous: MathAtom.Class? = nil
  ) -> MathMLNode {
    if atoms.isEmpty { return .empty }
    var row = MathRow(atoms: atoms, inScript: style.scriptLevel > 0, previous: previous)
    row.resolveBinaries()
    let nodes = row.nodes()
    return nodes.count == 1 ? nodes[0] : MathMLNode(.mrow, nodes)
  }

  /// Turns binary operators without two operands into ordinary atoms, like the minus in `= -1`.
  private mutating func resolveBinaries() {
    var last: Int?
    for index in atoms.indices where atoms[index].atomClass != .space {
      switch atoms[index].atomClass {
      case .binary:
        let before = last.map { atoms[$0].atomClass } ?? previous
        switch before {
        case nil, .binary, .largeOperator, .relation, .opening, .punctuation:
          atoms[index].atomClass = .ordinary
        default: break
        }
      case .relation, .closing, .punctuation:
        if let last, atoms[last].atomClass == .binary { atoms[last].atomClass = .ordinary }
      default: break
      }
      last = index
    }
    if let last, atoms[last].atomClass == .binary { atoms[last].atomClass = .ordinary }
  }

  private func nodes() -> [MathMLNode] {
    let visible = atoms.indices.filter { atoms[$0].atomClass != .space }
    // Space before and after each atom that an operator carries, in math units.
    var left = [Int](repeating: 0, count: atoms.count)
    var right = left
    // Space that no operator carries, before each atom.
    var loose = left
    var following = [Int?](repeating: nil, count: atoms.count)
    for (order, index) in visible.enumerated() {
      if order > 0 { following[visible[order - 1]] = index }
      let before = order > 0 ? visible[order - 1] : nil
      guard let beforeClass = before.map({ atoms[$0].atomClass }) ?? previous else { continue }
      let space = MathAtom.Class.space(
        between: beforeClass, and: atoms[index].atomClass, inScript: inScript)
      if let before, carriesSpace(before) {
        right[before] = space
      } else if atoms[index].node.coreOperator != nil {
        left[index] = space
      } else if let before, atoms[before].isFunction {
        right[before] = space
      } else {
        loose[index] = space
      }
    }
    var nodes: [MathMLNode] = []
    for index in atoms.indices {
      if loose[index] > 0 { nodes.append(.space(mathUnits: loose[index])) }
      let atom = atoms[index]
      if atom.node.coreOperator != nil {
        nodes.append(
          setOperator(
            atom, left: left[index], right: right[index], isFirst: index == visible.first,
            isLast: index == visible.last))
      } else {
        nodes.append(atom.node)
      }
      if atom.isFunction, let next = following[index], takesArgument(next) {
        nodes.append(.functionApplication(space: right[index]))
      } else if atom.isFunction, right[index] > 0 {
        nodes.append(.space(mathUnits: right[index]))
      }
    }
    return nodes
  }

  private func carriesSpace(_ index: Int) -> Bool {
    guard atoms[index].node.coreOperator != nil else { return false }
    switch atoms[index].atomClass {
    case .binary, .relation, .punctuation, .largeOperator: return true
    default: return false
    }
  }

  private func takesArgument(_ index: Int) -> Bool {
    switch atoms[index].atomClass {
    case .ordinary, .opening, .largeOperator, .inner: true
    default: false
    }
  }

  private func setOperator(
    _ atom: MathAtom, left: Int, right: Int, isFirst: Bool, isLast: Bool
  ) -> MathMLNode {
    let form: OperatorForm
    switch atom.atomClass {
    case .opening, .largeOperator: form = .prefix
    case .closing: form = .postfix
    case .ordinary: form = isLast && !isFirst ? .postfix : .prefix
    default: form = .infix
    }
    return atom.node.mappingCoreOperator { core in
      var core = core
      // A base that was a row of its own carries the spaces of that row.
      core.attributes.removeAll { ["form", "lspace", "rspace"].contains($0.name) }
      let standard = OperatorForm.standardSpace(of: core.text, form: form)
      // Without the attribute, browsers take the form from the place in the row.
      if isFirst || isLast || form != .infix { core = core.with("form", form.rawValue) }
      if standard?.left != left { core = core.with("lspace", MathMLNode.length(mathUnits: left)) }
      if standard?.right != right {
        core = core.with("rspace", MathMLNode.length(mathUnits: right))
      }
      return core
    }
  }
}

/// An operator's position in its row, which selects its entry of the browsers' dictionary.
enum OperatorForm: String {
  case prefix
  case infix
  case postfix

  /// Returns the space that MathML Core's operator dictionary gives a character, in math units, nil
  /// where this table does not know.
  static func standardSpace(of text: String, form: OperatorForm) -> (left: Int, right: Int)? {
    switch form {
    case .infix:
      if relations.contains(text) { return (5, 5) }
      if binaries.contains(text) { return (4, 4) }
      return text == "," ? (0, 3) : nil
    case .prefix:
      if largeOperators.contains(text) { return (3, 3) }
      return prefixes.contains(text) ? (0, 0) : nil
    case .postfix: return postfixes.contains(text) ? (0, 0) : nil
    }
  }

  private static let relations = Set("=<>≤≥≠≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔↦⟶⟵⟹⟺≪≫".map(String.init))
  private static let binaries = Set("+−±∓×÷∧∨∩∪⊕⊗⊖⊙".map(String.init))
  private static let largeOperators = Set("∑∏∐⋃⋂⨁⨂⨀⋁⋀∫∬∭∮".map(String.init))
  private static let prefixes = Set("([{⟨⌊⌈−+±∓¬∀∃".map(String.init))
  private static let postfixes = Set(")]}⟩⌋⌉!".map(String.init))
}

extension MathMLNode {
  /// Returns a length attribute's value; zero has no unit.
  static func length(mathUnits: Int) -> String {
    switch mathUnits {
    case 0: "0"
    case 3: "0.1667em"
    case 4: "0.2222em"
    default: "0.2778em"
    }
  }

  static func space(mathUnits: Int) -> MathMLNode {
    MathMLNode(.mspace, attributes: [Attribute("width", length(mathUnits: mathUnits))])
  }

  /// The invisible operator that tells screen readers `f` is applied to what follows.
  static func functionApplication(space: Int) -> MathMLNode {
    let node = MathMLNode(.mo, text: "\u{2061}")
    return space == 0 ? node : node.with("lspace", "0").with("rspace", length(mathUnits: space))
  }
}
