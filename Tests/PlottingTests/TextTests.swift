import Testing

@testable import Plotting

@Suite struct TextTests {
  @Test("The fonts are found")
  func fonts() throws { try FontLibrary.shared.verify() }

  @Test("Widths are DejaVu Sans's advances")
  func advances() {
    // Advances from the font's hmtx table: "0" 1303, "n" 1298, "m" 1995 of 2048 units an em.
    #expect(abs(TextMetrics.width(of: "0000", size: 2048) - 4 * 1303) < 1e-9)
    #expect(abs(TextMetrics.width(of: "nm", size: 2048) - (1298 + 1995)) < 1e-9)
    #expect(
      TextMetrics.width(of: "bold", size: 12, weight: .bold)
        > TextMetrics.width(of: "bold", size: 12))
  }

  @Test("Kerning brings A and V together")
  func kerning() {
    let apart =
      TextMetrics.width(of: "A", size: 100) + TextMetrics.width(of: "V", size: 100)
    #expect(TextMetrics.width(of: "AV", size: 100) < apart - 2)
  }

  @Test("Ascent and descent are the ink's")
  func extents() {
    let capital = TextMetrics.extent(of: "H", size: 100)
    #expect(abs(capital.ascent - 72.9) < 0.1 && capital.descent == 0)
    #expect(TextMetrics.extent(of: "p", size: 100).descent > 15)
    #expect(TextMetrics.extent(of: "", size: 100) == TextExtent(width: 0, ascent: 0, descent: 0))
  }

  @Test("Drawn ink lies within the measured box, for every alignment and turn")
  func inkInsideBox() {
    for turns in 0..<4 {
      for alignment in [TextRun.Alignment.start, .center, .end] {
        var run = TextRun(
          "Xgj $x_1^2$", at: Point(100, 100), size: 20, color: black, alignment: alignment)
        run.quarterTurns = turns
        let box = TextMetrics.box(of: run).inset(by: -1)
        let canvas = Renderer.render(picture(200, 200, [.text(run)]), scale: 1)
        var inked = 0
        for y in 0..<200 {
          for x in 0..<200 where canvas[x, y] != 0xFFFFFF {
            inked += 1
            // The slope of an oblique last letter may lean out of its advance.
            let place = Rect(x: Double(x), y: Double(y), width: 1, height: 1)
            #expect(box.inset(by: -3).intersects(place), "turn \(turns), pixel \(x), \(y)")
          }
        }
        #expect(inked > 100)
      }
    }
  }

  @Test("A missing character is a box, an invisible one is nothing")
  func missing() {
    #expect(TextMetrics.width(of: "漢", size: 10) == 6)
    #expect(TextMetrics.width(of: "a\u{200B}b", size: 10) == TextMetrics.width(of: "ab", size: 10))
  }

  @Test("Math makes scripts smaller, letters oblique and minus signs real")
  func math() {
    let atoms = MathText.atoms(of: "x_1^{-2} - \\alpha")
    #expect(atoms.map(\.text) == ["x", "1", "−2", "−", "α"])
    #expect(atoms.map(\.isItalic) == [true, false, false, false, true])
    #expect(atoms[1].rise < 0 && atoms[2].rise > 0 && atoms[1].scale < 0.8)
    #expect(atoms[2].startsAtPreviousScript)
    #expect(atoms[3].spaceBefore > 0)
    #expect(MathText.atoms(of: "-1").first?.spaceBefore == 0)
    // The stroke of f leans to the right, where the prime stands; texts read aloud have no gap.
    #expect(MathText.atoms(of: "f'").map(\.italicCorrection) == [0, 0.14])
    #expect(MathText.atoms(of: "2'").allSatisfy { $0.italicCorrection == 0 })
    #expect(MathText.plainText("$f'(x)$") == "f′(x)")
  }

  @Test("Dollars without partner, escaped dollars, unclosed braces and unknown commands are text")
  func mathEdges() {
    #expect(MathText.pieces(of: "5 $ each") == [.init(source: "5 $ each", isMath: false)])
    #expect(MathText.pieces(of: "\\$5").map(\.source) == ["$5"])
    #expect(MathText.plainText("$\\foo{a$") == "fooa")
    #expect(MathText.plainText("$x^$ $_$ $}{$") == "x  ")
    #expect(MathText.plainText("$e^{-x}$ and $w_{12}$") == "e^(−x) and w_12")
  }

  @Test("Text breaks at spaces, never inside math, and ends in an ellipsis when cut")
  func wrapping() {
    let lines = TextMetrics.lines(
      of: "The quick brown fox $a + b$ jumps over the lazy dog", width: 120, size: 12)
    #expect(lines.count > 1)
    for line in lines { #expect(TextMetrics.width(of: line, size: 12) <= 120) }
    #expect(lines.joined(separator: " ").contains("$a + b$"))
    let short = TextMetrics.shortened("incomprehensibilities", width: 50, size: 12)
    #expect(short.hasSuffix("…") && TextMetrics.width(of: short, size: 12) <= 50)
    #expect(
      TextMetrics.lines(of: "one two three four five", width: 30, size: 12, maximum: 2).count == 2)
  }
}
