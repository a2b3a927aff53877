import Diagnostics
import Testing

@testable import TeXMath

/// The formula's own tree, without the `math`, `semantics` and annotation around it.
private func tree(_ tex: String, isDisplayed: Bool = true) -> String {
  let location = TeXLocation(verbatimAt: 0)
  let math = TeXMath.convert(tex, isDisplayed: isDisplayed, at: location).node
  return math.children[0].children[0].dump
}

private func problems(_ tex: String, isDisplayed: Bool = true) -> [Diagnostic] {
  TeXMath.convert(tex, isDisplayed: isDisplayed, at: TeXLocation(verbatimAt: 0)).diagnostics
}

struct TeXMathTests {
  @Test(arguments: [
    (#"x"#, #"(mi "x")"#),
    (#"12.5x"#, #"(mrow (mn "12.5") (mi "x"))"#),
    (#"\frac{a}{b}"#, #"(mfrac (mi "a") (mi "b"))"#),
    (#"\frac12"#, #"(mfrac (mn "1") (mn "2"))"#),
    (#"x_i^2"#, #"(msubsup (mi "x") (mi "i") (mn "2"))"#),
    (#"x^2_i"#, #"(msubsup (mi "x") (mi "i") (mn "2"))"#),
    (#"x^12"#, #"(mrow (msup (mi "x") (mn "1")) (mn "2"))"#),
    (#"{}_a x"#, #"(mrow (msub (mrow) (mi "a")) (mi "x"))"#),
    (#"\sqrt{x}"#, #"(msqrt (mi "x"))"#),
    (#"\sqrt[3]{x}"#, #"(mroot (mi "x") (mn "3"))"#),
    (#"\theta\Theta"#, #"(mrow (mi "θ") (mi mathvariant=normal "Θ"))"#),
    (#"\nabla f"#, #"(mrow (mi mathvariant=normal "∇") (mi "f"))"#),
    (#"\mathrm{d}x"#, #"(mrow (mi mathvariant=normal "d") (mi "x"))"#),
    (#"\mathrm{Var}"#, #"(mi "Var")"#),
    (#"\mathbf{w}\mathbb{R}\mathcal{L}"#, #"(mrow (mi "𝐰") (mi "ℝ") (mi "ℒ"))"#),
    (#"\boldsymbol{\theta}"#, #"(mi "𝜽")"#),
    (#"\text{if } x"#, "(mrow (mtext \"if\u{A0}\") (mi \"x\"))"),
    (
      #"\hat{y}"#,
      #"(mover accent=true (mi "y") (mo stretchy=false "ˆ"))"#
    ),
    (
      #"\overbrace{x}^{n}"#,
      #"(mover (mover (mi "x") (mo stretchy=true "⏞")) (mi "n"))"#
    ),
    (
      #"\begin{matrix}a&b\\c&d\end{matrix}"#,
      #"(mtable class=tex-matrix (mtr (mtd (mi "a")) (mtd (mi "b"))) (mtr (mtd (mi "c")) (mtd (mi "d"))))"#
    ),
    (
      #"\left(x\right)"#,
      #"(mrow (mo fence=true form=prefix stretchy=true "(") (mi "x") (mo fence=true form=postfix stretchy=true ")"))"#
    ),
    (#"f'"#, #"(mrow (mi "f") (mo lspace=0 rspace=0 "′"))"#),
    (#"\not\in"#, #"(mo form=infix lspace=0 rspace=0 "∉")"#),
    (#"a\,b"#, #"(mrow (mi "a") (mspace width=0.1667em) (mi "b"))"#),
  ])
  func `a formula becomes this tree`(tex: String, expected: String) {
    #expect(tree(tex) == expected)
    #expect(problems(tex) == [])
  }

  @Test func `a sum carries its limits above and below in displays alone`() {
    #expect(tree(#"\sum_i^n"#).hasPrefix("(munderover "))
    #expect(tree(#"\sum_i^n"#, isDisplayed: false).hasPrefix("(msubsup "))
    #expect(tree(#"\sum\limits_i"#, isDisplayed: false).hasPrefix("(munder "))
    #expect(tree(#"\int_0^1"#).hasPrefix("(msubsup "))
    #expect(tree(#"\max_x"#).hasPrefix("(munder "))
    #expect(tree(#"\log_2"#).hasPrefix("(msub "))
    #expect(tree(#"\frac{\sum_i x}{2}"#).contains("(msub (mo form=prefix"))
  }

  @Test func `a sign without two operands is no operation`() {
    // Between two operands the browsers' own spaces hold; elsewhere there are none.
    #expect(tree("a-b") == #"(mrow (mi "a") (mo "−") (mi "b"))"#)
    #expect(tree("a=-b") == #"(mrow (mi "a") (mo "=") (mo form=prefix "−") (mi "b"))"#)
    #expect(tree("-b") == #"(mrow (mo form=prefix "−") (mi "b"))"#)
    #expect(tree("(-b)").contains(#"(mo form=prefix "−")"#))
    #expect(tree("x^{a-b}").contains(#"(mo lspace=0 rspace=0 "−")"#))
  }

  @Test func `a function stands off its argument and says that it is applied`() {
    #expect(
      tree(#"\log x"#)
        == "(mrow (mi \"log\") (mo lspace=0 rspace=0.1667em \"\u{2061}\") (mi \"x\"))")
    #expect(tree(#"\log(x)"#).contains("(mo \"\u{2061}\")"))
    #expect(tree(#"2\log x"#).hasPrefix(#"(mrow (mn "2") (mspace width=0.1667em)"#))
  }

  @Test func `columns of aligned meet at the relation sign`() {
    let tree = tree(#"\begin{aligned}a&=b\\&=c\end{aligned}"#)
    #expect(tree.contains(#"(mtd class=tex-left (mrow (mo form=infix "=") (mi "b")))"#))
    #expect(tree.contains("(mtr (mtd class=tex-right) (mtd class=tex-left"))
  }

  @Test func `the source stays with the formula`() {
    let math = TeXMath.convert(#"\frac{a}{b} < c"#, isDisplayed: true, at: .init(verbatimAt: 0))
      .node
    #expect(math.attributes.contains(.init("alttext", #"\frac{a}{b} < c"#)))
    #expect(math.attributes.contains(.init("display", "block")))
    #expect(math.children[0].children[1].text == #"\frac{a}{b} < c"#)
  }

  /// The commands of the lecture decks, in formulas as lectures write them.
  @Test(arguments: [
    #"L = \frac{1}{\ell}\sum_{i=1}^{\ell}(\langle w, x_i\rangle - y_i)^2 \rightarrow \min_w"#,
    #"w = (X^\top X)^{-1}X^T y, \quad \nabla_w L = \frac{2}{\ell} X^T(Xw - y)"#,
    #"a(x) = \text{sign}(w^T x) = \underset{y \in \mathbb{Y}}{\arg\max}\; \mathbf{w}_y^\top x"#,
    #"v^{t} = \alpha v^{t-1} + \eta_t \nabla L(w^{t-1} - \alpha v^{t-1}), \ \alpha \approx 0.9"#,
    #"\frac{\partial L}{\partial w} = \left(\frac{\partial L}{\partial h}\right) \cdot \frac{\partial h}{\partial w}"#,
    #"\begin{pmatrix} x_1 & \dots & x_n \\ \vdots & \ddots & \vdots \end{pmatrix} \longrightarrow \square"#,
    #"\mathcal{L}(\theta) = -\mathbb{E}_{x \sim p}\bigl[\log q_\theta(x)\bigr], \quad p \parallel q"#,
    #"\Big(\Bigg( x \neq y \Bigg)\Big), \; A \subset B, \; \epsilon \geq 0, \; \lambda \leq \mu \leftarrow \beta"#,
    #"y \coloneqq \tanh(z), \quad \sigma(z) \in (0, 1), \quad \infty \times \delta, \quad \bar{x}, \hat{y}"#,
    #"\min_{w}\max_{b}\,\exp\sin\cos x + \sqrt{\operatorname{Var}[x]} \cdots \boldsymbol{\mu}"#,
    #"D_{KL}(p \,\|\, q) = \sum_x p(x)\log\frac{p(x)}{q(x)} \;\Rightarrow\; H(p, q) \ge H(p)"#,
    #"\hat m_t = \frac{m_t}{1 - \beta_1^t}, \qquad w_t = w_{t-1} - \frac{\eta}{\sqrt{\hat v_t} + \varepsilon}\odot \hat m_t"#,
    #"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V"#,
    #"f(x) = \begin{cases} x, & x > 0 \\ 0, & \text{otherwise} \end{cases} \qquad \lVert w \rVert_1 \pmod{2}"#,
  ])
  func `formulas of the course convert without a problem`(tex: String) {
    #expect(problems(tex) == [])
    #expect(problems(tex, isDisplayed: false) == [])
  }

  @Test func `every symbol has a shape that one token can hold`() {
    for name in TeXSymbols.names {
      let tex = "a \\" + name + " b"
      #expect(problems(tex) == [], "\\\(name)")
      #expect(!tree(tex).contains("tex-problem"), "\\\(name)")
    }
  }

  @Test func `a letter of every alphabet exists in Unicode`() {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    let alphabets: [MathAlphabet] = [
      .bold, .italic, .boldItalic, .doubleStruck, .calligraphic, .fraktur, .sansSerif, .monospace,
    ]
    for alphabet in alphabets {
      let variants = letters.compactMap(alphabet.variant(of:))
      #expect(Set(variants).count == letters.count)
      for variant in variants {
        let scalar = variant.unicodeScalars.first
        #expect(scalar?.properties.generalCategory != .unassigned, "\(variant)")
      }
    }
    #expect(MathAlphabet.bold.variant(of: "α") == "𝜶")
    #expect(MathAlphabet.boldItalic.variant(of: "θ") == "𝜽")
    #expect(MathAlphabet.bold.variant(of: "7") == "𝟕")
  }
}
