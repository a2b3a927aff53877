/// What the commands that stand for one symbol mean.
enum TeXSymbols {
  /// A symbol's characters and how they are set.
  struct Symbol {
    var text: String
    var role: Role
  }

  /// How a symbol is set.
  enum Role {
    /// A letter; upright where TeX's is.
    case identifier(isUpright: Bool)
    case operation(MathAtom.Class)
    /// ∑ and its relatives.
    case large(MathAtom.Limits)
    /// ∫ and its relatives, which keep their scripts beside them.
    case integral
  }

  /// Returns the meaning of a command such as `alpha`.
  static func symbol(of command: String) -> Symbol? { commands[command] }

  /// Returns the meaning of a character that authors may type as it is, such as `≤`.
  static func symbol(of character: Character) -> Symbol? { characters[character] }

  /// The names of functions, and whether their scripts stand below in displays.
  static func function(_ command: String) -> (name: String, hasLimits: Bool)? {
    if let name = limitNames[command] { return (name, true) }
    return functionNames.contains(command) ? (command, false) : nil
  }

  /// All commands that stand for a symbol or function, in alphabetical order.
  static var names: [String] {
    (Array(commands.keys) + Array(functionNames) + Array(limitNames.keys)).sorted()
  }

  private static let functionNames: Set<String> = [
    "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "dim", "exp",
    "hom", "ker", "lg", "ln", "log", "sec", "sin", "sinh", "tan", "tanh",
  ]

  private static let limitNames: [String: String] = [
    "det": "det", "gcd": "gcd", "inf": "inf", "lim": "lim", "liminf": "lim inf",
    "limsup": "lim sup", "max": "max", "min": "min", "Pr": "Pr", "sup": "sup",
  ]

  private static let slanted = """
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι
    kappa κ varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ
    varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω digamma ϝ partial ∂
    varGamma 𝛤 varDelta 𝛥 varTheta 𝛩 varLambda 𝛬 varXi 𝛯 varPi 𝛱 varSigma 𝛴 varPhi 𝛷
    varPsi 𝛹 varOmega 𝛺 imath ı jmath ȷ
    """

  private static let upright = """
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω nabla ∇
    infty ∞ ell ℓ hbar ℏ hslash ℏ Re ℜ Im ℑ wp ℘ aleph ℵ beth ℶ emptyset ∅ varnothing ∅ forall ∀
    exists ∃ nexists ∄ top ⊤ bot ⊥ angle ∠ triangle △ square □ Box □ blacksquare ■ lozenge ◊
    clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ sharp ♯ flat ♭ natural ♮ checkmark ✓
    degree ° copyright © pounds £ S § P ¶ complement ∁ prime ′ backprime ‵ eth ð
    surd √ # # $ $ % % & & _ _ mho ℧ Finv Ⅎ Game ⅁ bigstar ★ blacktriangle ▲ maltese ✠
    """

  private static let binaries = """
    pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ cap ∩ cup ∪ uplus ⊎ sqcap ⊓
    sqcup ⊔ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ diamond ⋄ oplus ⊕ ominus ⊖
    otimes ⊗ oslash ⊘ odot ⊙ circledast ⊛ circledcirc ⊚ bigcirc ◯ dagger † ddagger ‡ amalg ⨿
    ltimes ⋉ rtimes ⋊ boxplus ⊞ boxminus ⊟ boxtimes ⊠ boxdot ⊡ triangleleft ◁ triangleright ▷
    bigtriangleup △ bigtriangledown ▽ barwedge ⊼ veebar ⊻ dotplus ∔ intercal ⊺ centerdot ⋅
    """

  private static let relations = """
    leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ lt < gt > ll ≪ gg ≫ lll ⋘ ggg ⋙ leqslant ⩽ geqslant ⩾ leqq ≦
    geqq ≧ lesssim ≲ gtrsim ≳ lessgtr ≶ approx ≈ approxeq ≊ thickapprox ≈ equiv ≡ sim ∼ simeq ≃
    backsim ∽ thicksim ∼ cong ≅ doteq ≐ triangleq ≜ propto ∝ varpropto ∝ asymp ≍ bowtie ⋈ vdash ⊢
    dashv ⊣ models ⊨ vDash ⊨ Vdash ⊩ perp ⟂ mid ∣ nmid ∤ shortmid ∣ parallel ∥ nparallel ∦
    in ∈ notin ∉ ni ∋ owns ∋ subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋
    nsubseteq ⊈ nsupseteq ⊉ sqsubset ⊏ sqsupset ⊐ sqsubseteq ⊑ sqsupseteq ⊒ prec ≺ succ ≻ preceq ⪯
    succeq ⪰ therefore ∴ because ∵ coloneqq ≔ eqqcolon ≕ coloneq ≔ vcentcolon : nless ≮
    ngtr ≯ nleq ≰ ngeq ≱ nsim ≁ ncong ≇ smile ⌣ frown ⌢ between ≬ pitchfork ⋔ risingdotseq ≓
    fallingdotseq ≒ circeq ≗ bumpeq ≏ Bumpeq ≎ Vvdash ⊪ trianglelefteq ⊴ trianglerighteq ⊵
    leftarrow ← gets ← rightarrow → to → leftrightarrow ↔ Leftarrow ⇐ Rightarrow ⇒ Leftrightarrow ⇔
    longleftarrow ⟵ longrightarrow ⟶ longleftrightarrow ⟷ Longleftarrow ⟸ Longrightarrow ⟹
    Longleftrightarrow ⟺ mapsto ↦ longmapsto ⟼ hookleftarrow ↩ hookrightarrow ↪ leftharpoonup ↼
    leftharpoondown ↽ rightharpoonup ⇀ rightharpoondown ⇁ rightleftharpoons ⇌ leftrightharpoons ⇋
    uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ nearrow ↗ searrow ↘
    swarrow ↙ nwarrow ↖ leadsto ⇝ rightsquigarrow ⇝ twoheadrightarrow ↠ twoheadleftarrow ↞
    rightarrowtail ↣ leftarrowtail ↢ rightrightarrows ⇉ leftleftarrows ⇇ rightleftarrows ⇄
    leftrightarrows ⇆ upuparrows ⇈ downdownarrows ⇊ circlearrowleft ↺ circlearrowright ↻
    curvearrowleft ↶ curvearrowright ↷ nleftarrow ↚ nrightarrow ↛ nRightarrow ⇏ nLeftarrow ⇍
    multimap ⊸ Lsh ↰ Rsh ↱ dashrightarrow ⇢ dashleftarrow ⇠ upharpoonright ↾ upharpoonleft ↿
    """

  private static let large = """
    sum ∑ prod ∏ coprod ∐ bigcup ⋃ bigcap ⋂ bigsqcup ⨆ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂
    bigodot ⨀ biguplus ⨄
    """

  private static let integrals = "int ∫ iint ∬ iiint ∭ oint ∮ oiint ∯ smallint ∫"

  private static let others: [(String, String, MathAtom.Class)] = [
    ("lnot", "¬", .ordinary), ("neg", "¬", .ordinary), ("backslash", "\\", .ordinary),
    ("vert", "|", .ordinary), ("Vert", "‖", .ordinary), ("|", "‖", .ordinary),
    ("slash", "/", .ordinary), ("lbrace", "{", .opening), ("rbrace", "}", .closing),
    ("{", "{", .opening), ("}", "}", .closing), ("lbrack", "[", .opening),
    ("rbrack", "]", .closing), ("langle", "⟨", .opening), ("rangle", "⟩", .closing),
    ("lvert", "|", .opening), ("rvert", "|", .closing), ("lVert", "‖", .opening),
    ("rVert", "‖", .closing), ("lfloor", "⌊", .opening), ("rfloor", "⌋", .closing),
    ("lceil", "⌈", .opening), ("rceil", "⌉", .closing), ("lgroup", "⟮", .opening),
    ("rgroup", "⟯", .closing), ("ulcorner", "⌜", .opening), ("urcorner", "⌝", .closing),
    ("llbracket", "⟦", .opening), ("rrbracket", "⟧", .closing), ("colon", ":", .punctuation),
    ("iff", "⟺", .relation), ("implies", "⟹", .relation), ("impliedby", "⟸", .relation),
  ]

  /// Symbols that the keyboard has.
  private static let keyboard: [(String, String, MathAtom.Class)] = [
    ("+", "+", .binary), ("-", "−", .binary), ("*", "∗", .binary), ("/", "/", .ordinary),
    ("=", "=", .relation), ("<", "<", .relation), (">", ">", .relation), (":", ":", .relation),
    (",", ",", .punctuation), (";", ";", .punctuation), ("(", "(", .opening),
    (")", ")", .closing), ("[", "[", .opening), ("]", "]", .closing), ("!", "!", .closing),
    ("?", "?", .closing), ("|", "|", .ordinary), ("`", "‘", .ordinary), ("@", "@", .ordinary),
    ("\"", "\"", .ordinary), (".", ".", .ordinary), ("·", "⋅", .binary), ("−", "−", .binary),
    ("‖", "‖", .ordinary),
  ]

  private static let commands: [String: Symbol] = {
    var result: [String: Symbol] = [:]
    add(slanted, .identifier(isUpright: false), to: &result)
    add(upright, .identifier(isUpright: true), to: &result)
    add(binaries, .operation(.binary), to: &result)
    add(relations, .operation(.relation), to: &result)
    add(large, .large(.inDisplays), to: &result)
    add(integrals, .integral, to: &result)
    for (name, text, atomClass) in others {
      result[name] = Symbol(text: text, role: .operation(atomClass))
    }
    return result
  }()

  private static let characters: [Character: Symbol] = {
    var result: [Character: Symbol] = [:]
    // In a fixed order, so that a character with two names always means the same.
    for name in commands.keys.sorted() {
      guard let symbol = commands[name], let character = symbol.text.first else { continue }
      if case .identifier = symbol.role, character.isASCII { continue }
      if result[character] == nil { result[character] = symbol }
    }
    for (key, text, atomClass) in keyboard {
      result[Character(key)] = Symbol(text: text, role: .operation(atomClass))
    }
    return result
  }()

  private static func add(_ table: String, _ role: Role, to result: inout [String: Symbol]) {
    let words = table.split(whereSeparator: \.isWhitespace)
    for index in stride(from: 0, to: words.count - 1, by: 2) {
      result[String(words[index])] = Symbol(text: String(words[index + 1]), role: role)
    }
  }
}
