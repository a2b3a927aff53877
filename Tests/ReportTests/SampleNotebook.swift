import Diagnostics
import Execution
import NotebookSyntax

/// Builds runs by hand: what the parser and the engine would make, without either.
struct RunBuilder {
  var frontMatter = FrontMatter()
  var blocks: [Block] = []
  var results: [BlockResult] = []
  var values: [SourceRange: String] = [:]
  var labels: [String: LabelTarget] = [:]
  var diagnostics: [Diagnostic] = []
  var source = ""
  private var offset = 0

  /// A place that nothing else has.
  mutating func place() -> SourceRange {
    offset += 10
    return SourceRange(offset, offset + 9)
  }

  mutating func inline(_ kind: Inline.Kind) -> Inline { Inline(kind, at: place()) }

  mutating func text(_ text: String) -> [Inline] { [inline(.text(text))] }

  mutating func math(_ tex: String) -> Inline {
    inline(.math(tex: tex, isDisplayed: false, label: nil))
  }

  mutating func add(_ kind: Block.Kind) { blocks.append(Block(kind, at: place())) }

  mutating func heading(_ level: Int, _ text: String, label: String? = nil) {
    let content = self.text(text)
    add(.heading(level: level, content: content, label: label.map { Label($0, at: place()) }))
  }

  mutating func paragraph(_ inlines: Inline...) { add(.paragraph(inlines)) }
  mutating func paragraph(_ text: String) { add(.paragraph(self.text(text))) }

  mutating func display(_ tex: String, label: String? = nil) {
    let label = label.map { Label($0, at: place()) }
    let math = inline(.math(tex: tex, isDisplayed: true, label: label))
    add(.paragraph([math]))
  }

  mutating func directive(
    _ kind: DirectiveKind, _ argument: String?, _ body: String, _ result: BlockResult,
    isRun: Bool = true
  ) {
    let range = place()
    let directive = Directive(
      kind: Located(kind, at: range), argument: argument.map { Located($0, at: range) },
      isRun: isRun, body: YAMLNode(.mapping([]), at: range), text: body, range: range)
    blocks.append(Block(.directive(directive), at: range))
    results.append(result)
  }

  func run() -> NotebookRun {
    NotebookRun(
      notebook: Notebook(
        source: SourceText(name: "lectures/sample.md", text: source), frontMatter: frontMatter,
        blocks: blocks),
      results: results, inlineValues: values, labels: labels, diagnostics: diagnostics)
  }
}

/// A small PNG file: grey, stored without compression.
enum GreyImage {
  static func png(width: Int, height: Int, pixel: (Int, Int) -> UInt8) -> [UInt8] {
    var raw: [UInt8] = []
    for y in 0..<height {
      raw.append(0)
      for x in 0..<width { raw.append(pixel(x, y)) }
    }
    var zlib: [UInt8] = [0x78, 0x01]
    var start = 0
    while start < raw.count {
      let end = min(start + 65535, raw.count)
      let count = UInt16(end - start)
      zlib.append(end == raw.count ? 1 : 0)
      for value in [count, ~count] { zlib += [UInt8(value & 255), UInt8(value >> 8)] }
      zlib += raw[start..<end]
      start = end
    }
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in raw {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    zlib += bigEndian(b << 16 | a)
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
      + chunk("IDAT", zlib) + chunk("IEND", [])
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  private static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in body {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
    }
    return bigEndian(UInt32(data.count)) + body + bigEndian(~crc)
  }
}

/// A notebook that has one of everything.
enum SampleNotebook {
  static func run(language: String = "en") -> NotebookRun {
    var b = RunBuilder()
    b.source = "optimizer: adamm lr=0.03\n"
    b.frontMatter.language = language
    b.frontMatter.title = Located("Gradient descent and its relatives", at: SourceRange(0, 1))
    b.frontMatter.subtitle = "How a step size decides between a minimum and nowhere"
    b.frontMatter.description =
      "Paths on a contour map, loss curves, and the checks that keep both honest."
    b.frontMatter.authors = ["Ada Lovelace", "Alan Turing"]
    b.frontMatter.date = "12 March 2025"
    b.frontMatter.numbersSections = true
    b.labels = [
      "fig-paths": LabelTarget(kind: .figure, number: "1"),
      "eq-update": LabelTarget(kind: .equation, number: "1"),
      "tbl-runs": LabelTarget(kind: .table, number: "1"),
      "sec-momentum": LabelTarget(kind: .section, number: "2", title: "Momentum"),
    ]
    text(&b)
    blocks(&b)
    structures(&b)
    return b.run()
  }

  private static func text(_ b: inout RunBuilder) {
    let value = b.place()
    b.values[value] = "0.985"
    b.paragraph(
      b.inline(.text("The loss ")),
      b.math("L(\\mathbf{w}) = \\frac{1}{n}\\sum_{i=1}^{n}(x_i^\\top \\mathbf{w} - y_i)^2"),
      b.inline(.text(" has the gradient ")), b.math("\\nabla L"),
      b.inline(
        .text(", and a small step against it lowers the loss. After training the accuracy is ")),
      Inline(.value(path: Located("xor.test.accuracy", at: value), format: nil), at: value),
      b.inline(.text(", as ")), b.inline(.reference(label: "fig-paths", isBareNumber: false)),
      b.inline(.text(" and ")), b.inline(.reference(label: "tbl-runs", isBareNumber: false)),
      b.inline(.text(" show; see also ")),
      b.inline(.reference(label: "sec-momentum", isBareNumber: false)),
      b.inline(.text(" and ")), b.inline(.reference(label: "eq-missing", isBareNumber: false)),
      b.inline(.text(".")), b.inline(.footnoteReference(name: "why")))
    b.heading(1, "The plain method")
    b.paragraph(
      b.inline(.text("Every method below is a variant of one rule. ")),
      b.inline(.emphasis(b.text("Small steps"))), b.inline(.text(" are slow, ")),
      b.inline(.strong(b.text("large steps"))), b.inline(.text(" diverge, and ")),
      b.inline(.code("lr=0.1")), b.inline(.text(" is somewhere between. ")),
      b.inline(
        .link(destination: "https://example.org/a?b=1&c=2", title: "A link", b.text("A link"))),
      b.inline(.text(" and ")), b.inline(.strikethrough(b.text("an error"))), b.inline(.text(".")))
    b.display("w^{(t+1)} = w^{(t)} - \\eta \\, \\nabla L\\bigl(w^{(t)}\\bigr)", label: "eq-update")
    b.heading(2, "Step sizes")
  }

  private static func blocks(_ b: inout RunBuilder) {
    b.directive(
      .train, "xor",
      "data: xor n=400 noise=0.1  # two classes\nmodel: [dense 8, tanh, dense 1]\noptimizer: adam lr=0.03\nepochs: 200\nstop: \"early\"\n",
      BlockResult(
        outputs: [
          .table(
            TableOutput(
              role: .layers,
              columns: [
                .init("layer", isNumeric: false), .init("output", isNumeric: false),
                .init("parameters", isNumeric: true),
              ],
              rows: [
                ["dense 8", "[n, 8]", "24"], ["tanh", "[n, 8]", "0"], ["dense 1", "[n, 1]", "9"],
              ])),
          .table(
            TableOutput(
              role: .metrics,
              columns: [
                .init("", isNumeric: false), .init("loss", isNumeric: true),
                .init("accuracy", isNumeric: true),
              ], rows: [["training", "0.0412", "99.0%"], ["test", "0.0533", "98.5%"]])),
        ],
        expectations: [
          ExpectationOutcome(
            path: "test.accuracy", condition: ">= 0.95", actual: "0.985", isMet: true),
          ExpectationOutcome(path: "epochs", condition: "200", actual: "200", isMet: true),
        ]))
    b.paragraph("The picture shows how the paths differ, and that the valley is narrow.")
    let image = { (shift: Int) in
      GreyImage.png(width: 360, height: 225) { x, y in
        UInt8((x * x / 300 + y * y / 90 + shift) % 64 * 2 + (shift == 0 ? 127 : 0))
      }
    }
    b.directive(
      .plot, "contour",
      "f: x^2 + 10*y^2\npaths: [gd lr=0.1, momentum lr=0.1 beta=0.9]\nstart: [4, -1.5]\nlabel: fig-paths\n",
      BlockResult(outputs: [
        .figure(
          FigureOutput(
            width: 720, height: 450, lightPNG: image(0), darkPNG: image(7),
            alternativeText: "Contours of a valley with two paths; \"momentum\" < gd",
            caption: b.text(
              "Two optimizers in a narrow valley: the plain method zigzags, while momentum takes the curve in one sweep and overshoots. Markers show every fifth step."
            ),
            label: "fig-paths", number: 1))
      ]))
    b.directive(
      .table, "runs", "of: [sgd, adam]\n",
      BlockResult(
        outputs: [
          .table(
            TableOutput(
              role: .data,
              columns: [
                .init("run", isNumeric: false), .init("train.loss", isNumeric: true),
                .init("test.loss", isNumeric: true), .init("epochs", isNumeric: true),
              ], rows: [["sgd", "0.2110", "0.2430", "100"], ["adam", "0.0412", "0.0533", "100"]],
              caption: b.text("Losses after 100 epochs."), label: "tbl-runs", number: 1))
        ], echo: .show,
        expectations: [
          ExpectationOutcome(
            path: "adam.test.loss", condition: "< 0.05", actual: "0.0533", isMet: false)
        ],
        diagnostics: [
          .error(
            .unknownOptimizer, "unknown optimizer `adamm`", at: SourceRange(11, 16),
            label: "did you mean `adam`?", notes: ["optimizers: adagrad, adam, adamw, gd, sgd"])
        ]))
    b.directive(
      .backpropTrace, "circuit", "graph: f = (x + y) * z\nat: {x: -2, y: 5, z: -4}\n",
      BlockResult(
        outputs: [
          .math(
            "\\frac{\\partial f}{\\partial x} = \\frac{\\partial f}{\\partial q}\\cdot\\frac{\\partial q}{\\partial x} = z \\cdot 1 = -4"
          ),
          .remark("Gradients agree with finite differences to 2.1e-10 (`f`, 3 inputs)"),
        ], echo: .hide))
  }

  private static func structures(_ b: inout RunBuilder) {
    b.heading(1, "Momentum", label: "sec-momentum")
    for kind in CalloutKind.allCases {
      let text = b.text(
        "This is what a \(kind.rawValue) says about the step size, in a line or two.")
      b.add(.callout(kind, [Block(.paragraph(text), at: b.place())]))
    }
    let items = ["read", "compute", "check"].map { word in
      ListBlock.Item(
        isChecked: nil, blocks: [Block(.paragraph(b.text("First \(word) it")), at: b.place())])
    }
    b.add(.list(ListBlock(start: 3, isTight: true, items: items)))
    let tasks = [true, false].map { isChecked in
      ListBlock.Item(
        isChecked: isChecked, blocks: [Block(.paragraph(b.text("a task")), at: b.place())])
    }
    b.add(.list(ListBlock(start: nil, isTight: true, items: tasks)))
    let quoted = b.text("Premature optimisation is the root of all evil.")
    b.add(.quote([Block(.paragraph(quoted), at: b.place())]))
    b.add(
      .listing(
        language: "python",
        text: "for step in range(100):\n    w -= lr * grad(w)  # <plain> & simple\n"))
    b.add(
      .table(
        TableBlock(
          alignments: [.left, .center, .right],
          header: [b.text("method"), b.text("state"), b.text("cost")],
          rows: [
            [b.text("gd"), [b.math("w")], b.text("1")],
            [b.text("adam"), [b.math("w, m, v")], b.text("3")],
          ])))
    b.add(.html("<b>bold</b> <script>alert(1)</script>"))
    b.add(.thematicBreak)
    let note = b.text("Because the loss is differentiable.")
    b.add(.footnoteDefinition(name: "why", [Block(.paragraph(note), at: b.place())]))
  }
}

/// Formulas to look at, in display and in running text.
enum MathSheet {
  static func run() -> NotebookRun {
    var b = RunBuilder()
    b.heading(1, "Formulas")
    for tex in formulas {
      b.paragraph(b.inline(.code(tex)), b.inline(.text(" — ")), b.math(tex))
      b.display(tex)
    }
    return b.run()
  }

  static let formulas = [
    #"\frac{\partial L}{\partial w_{ij}^{(l)}} = \delta_j^{(l)} a_i^{(l-1)}, \quad \delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \sigma'(z^{(l)})"#,
    #"\sigma(x) = \frac{1}{1 + e^{-x}} \in (0, 1)"#,
    #"\operatorname{softmax}(z)_i = \frac{\exp z_i}{\sum_{k=1}^{K} \exp z_k}"#,
    #"H(p, q) = -\sum_{x \in \mathcal{X}} p(x) \log q(x) = H(p) + D_{\mathrm{KL}}(p \,\|\, q)"#,
    #"\hat{y} = \underset{k}{\arg\max}\; w_k^\top x, \quad \hat w = \operatorname*{arg\,min}_{w \in \mathbb{R}^d} \|Xw - y\|_2^2 + \lambda \lVert w \rVert_1"#,
    #"A = \begin{bmatrix} 6 & 2 & 3 \\ 1 & 5 & 7 \end{bmatrix}\begin{pmatrix} 1 \\ 7 \\ 5 \end{pmatrix} = \begin{pmatrix} 35 \\ 71 \end{pmatrix}"#,
    #"f(x) = \begin{cases} x & \text{if } x > 0 \\ \alpha(e^x - 1) & \text{otherwise} \end{cases}"#,
    #"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1 - \beta_1) g_t \\ v_t &= \beta_2 v_{t-1} + (1 - \beta_2) g_t^2 \\ \theta_t &= \theta_{t-1} - \eta\,\frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon} \end{aligned}"#,
    #"\left( \frac{a}{b} \middle| \sum_{i=1}^n x_i \right] \bigl( x \bigr) \Bigl[ y \Bigr] \biggl\{ z \biggr\} \left\| \frac{x}{y} \right\|"#,
    #"\int_0^\infty e^{-x^2}\,dx = \frac{\sqrt{\pi}}{2}, \quad \oint_C, \iint_D, \prod_{i<j} (x_i - x_j), \lim_{x \to 0} \frac{\sin x}{x} = 1"#,
    #"\hat{x}, \bar{x}, \tilde{x}, \vec{v}, \dot{x}, \ddot{x}, \overline{abc}, \underline{abc}, \widehat{abc}, \widetilde{abc}, \overrightarrow{AB}"#,
    #"\overbrace{a + b + c}^{\text{three}} + \underbrace{x_1 + \dots + x_n}_{n\ \text{terms}}"#,
    #"\sqrt{x}, \sqrt[3]{1 + \sqrt{2}}, \binom{n}{k}, \tfrac12, \dfrac{1}{2}, x^{\frac12}, \cfrac{1}{1 + \cfrac{1}{x}}"#,
    #"\mathbf{x}, \mathbb{R}^n, \mathcal{L}, \mathrm{Var}, \mathsf{T}, \mathfrak{g}, \mathtt{code}, \boldsymbol{\theta}, \mathbf{W}^\top, \mathbb{E}[X], \mathbf{1}"#,
    #"a \leq b \neq c \approx d \equiv e \sim f \propto g \in H \subset I, \; x \to y \Rightarrow z \iff w \mapsto v \coloneqq u"#,
    #"x = -1, \; a - b, \; -x, \; (-x), \; a \cdot -b, \; |x|, \; p(y \mid x), \; a:b, \; n!, \; f''(x), \; f'^2, \; 3.14, \; 1{,}000"#,
    #"\alpha\beta\gamma\delta\epsilon\varepsilon\zeta\eta\theta\vartheta\iota\kappa\lambda\mu\nu\xi\pi\rho\sigma\tau\upsilon\phi\varphi\chi\psi\omega \Gamma\Delta\Theta\Lambda\Xi\Pi\Sigma\Phi\Psi\Omega"#,
    #"\left[\begin{array}{cc|r} 1 & 2 & 3 \\ \hline 4 & 5 & -6 \end{array}\right], \begin{vmatrix} a & b \\ c & d \end{vmatrix}, \left(\begin{smallmatrix} a & b \\ c & d \end{smallmatrix}\right)"#,
    #"\boxed{E = mc^2}, \color{red}{x} + \textcolor{#0072b2}{y = z}, a \not= b, x \not\in A, a \overset{!}{=} b, X \xrightarrow{f \circ g} Y, a \equiv b \pmod{n}"#,
    #"\sum_{\substack{1 \le i \le n \\ i \ne j}} a_i, \quad \sum\limits_{i} x, \quad \max_{x} f, \quad \unknown{x} + 1"#,
    #"J = \begin{pmatrix} \frac{\partial f_1}{\partial x_1} & \cdots & \frac{\partial f_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\ \frac{\partial f_m}{\partial x_1} & \cdots & \frac{\partial f_m}{\partial x_n} \end{pmatrix}"#,
  ]
}
