extension TeXParser {
  /// Reads a nucleus with the scripts that follow it. Always steps over at least one token.
  mutating func parseScripted() -> [MathAtom] {
    var atoms: [MathAtom]
    switch current.kind {
    case .raised, .lowered, .character("'"): atoms = [MathAtom(.empty, .ordinary)]
    default: atoms = parseNucleus(joinsDigits: true)
    }
    guard var nucleus = atoms.last, nucleus.atomClass != .space else { return atoms }
    guard let scripts = parseScripts(of: &nucleus) else {
      atoms[atoms.count - 1] = nucleus
      return atoms
    }
    atoms[atoms.count - 1] = attach(scripts, to: nucleus)
    return atoms
  }

  /// What stands above and below a nucleus.
  private struct Scripts {
    var below: MathMLNode?
    var above: MathMLNode?
  }

  private mutating func parseScripts(of nucleus: inout MathAtom) -> Scripts? {
    var below: [MathMLNode] = []
    var above: [MathMLNode] = []
    while true {
      skipSpaces()
      let token = current
      switch token.kind {
      case .command("limits"), .command("displaylimits"):
        advance()
        nucleus.limits = token.kind == .command("limits") ? .aboveAndBelow : .inDisplays
      case .command("nolimits"):
        advance()
        nucleus.limits = .beside
      case .character("'"):
        var count = 0
        while current.kind == .character("'") {
          advance()
          count += 1
          skipSpaces()
        }
        let prime = Self.prime(count: count)
        // Fonts raise the prime itself; as a script it would be too small and too high.
        if above.isEmpty, below.isEmpty {
          nucleus.node = MathMLNode(
            .mrow, nucleus.node == .empty ? [prime] : [nucleus.node, prime])
        } else {
          above.append(prime)
        }
      case .raised:
        advance()
        let script = parseArgument(of: token, style: style.script)
        if !above.isEmpty { reportDouble("superscript", token) }
        above.append(script)
      case .lowered:
        advance()
        let script = parseArgument(of: token, style: style.script)
        if !below.isEmpty { reportDouble("subscript", token) }
        below.append(script)
      default:
        if below.isEmpty, above.isEmpty { return nil }
        return Scripts(below: Self.joined(below), above: Self.joined(above))
      }
    }
  }

  private static func joined(_ scripts: [MathMLNode]) -> MathMLNode? {
    scripts.count > 1 ? MathMLNode(.mrow, scripts) : scripts.first
  }

  private mutating func reportDouble(_ kind: String, _ token: TeXToken) {
    report(
      "a second \(kind) on the same base", from: token.lower, to: previousUpper,
      notes: ["braces say which belongs to which: `{x^a}^b` or `x^{a^b}`"])
  }

  private static func prime(count: Int) -> MathMLNode {
    let text =
      switch count {
      case 1: "′"
      case 2: "″"
      case 3: "‴"
      default: String(repeating: "′", count: count)
      }
    return MathMLNode(.mo, text: text, attributes: [.init("lspace", "0"), .init("rspace", "0")])
  }

  private func attach(_ scripts: Scripts, to nucleus: MathAtom) -> MathAtom {
    let isStacked =
      switch nucleus.limits {
      case .beside: false
      case .inDisplays: style.isDisplay
      case .aboveAndBelow: true
      }
    var base = nucleus.node
    if isStacked, !style.isDisplay, base.coreOperator != nil {
      base = base.mappingCoreOperator { $0.with("movablelimits", "false") }
    }
    let node: MathMLNode
    switch (scripts.below, scripts.above) {
    case (let below?, let above?):
      node = MathMLNode(isStacked ? .munderover : .msubsup, [base, below, above])
    case (let below?, nil): node = MathMLNode(isStacked ? .munder : .msub, [base, below])
    case (nil, let above?): node = MathMLNode(isStacked ? .mover : .msup, [base, above])
    case (nil, nil): node = base
    }
    var atom = nucleus
    atom.node = node
    return atom
  }
}
