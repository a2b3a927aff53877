import Testing

@testable import Plotting

@Suite struct TicksTests {
  @Test("Ticks are 1, 2 or 5 times a power of ten, inside the range, evenly spaced, few enough")
  func properties() {
    var random = SplitMix(state: 42)
    for _ in 0..<2000 {
      let center =
        random.uniform(-1...1) * PortableMath.powerOfTen(Int.random(in: -8...8, using: &random))
      let span =
        random.uniform(0.1...1) * PortableMath.powerOfTen(Int.random(in: -6...9, using: &random))
      // Below, doubles have too few digits for even steps.
      guard span > abs(center) * 1e-9 else { continue }
      let range = (center - span / 2)...(center + span / 2)
      let limit = Int.random(in: 2...10, using: &random)
      let ticks = Ticks.linear(range, limit: limit)
      #expect(ticks.major.count <= limit + 1)
      guard ticks.major.count > 1 else { continue }
      let step = ticks.major[1].value - ticks.major[0].value
      let mantissa = step / PortableMath.powerOfTen(PortableMath.decimalExponent(step * 1.000001))
      #expect([1.0, 2, 5, 10].contains { abs(mantissa - $0) < 1e-5 }, "step \(step)")
      for tick in ticks.major {
        #expect(tick.value >= range.lowerBound - span * 1e-6)
        #expect(tick.value <= range.upperBound + span * 1e-6)
      }
      let decimals = Set(
        ticks.major.map { tick in
          tick.text.split(separator: ".").dropFirst().first.map(\.count) ?? 0
        })
      #expect(decimals.count == 1, "one precision: \(ticks.major.map(\.text))")
      #expect(Set(ticks.major.map(\.text)).count == ticks.major.count, "numbers differ")
    }
  }

  @Test("Numbers have a real minus sign, exact decimals and grouped thousands")
  func texts() {
    #expect(
      Ticks.linear(-1...1, limit: 4).major.map(\.text) == ["−1.0", "−0.5", "0.0", "0.5", "1.0"])
    #expect(Ticks.linear(0...0.7, limit: 8).major.map(\.value)[3] == 0.3)
    #expect(
      Ticks.linear(0...20_000, limit: 4).major.map(\.text)
        == ["0", "5,000", "10,000", "15,000", "20,000"])
    #expect(
      Ticks.linear(0...4000, limit: 4).major.map(\.text)
        == ["0", "1,000", "2,000", "3,000", "4,000"])
  }

  @Test("Years have no groups")
  func years() {
    #expect(
      Ticks.linear(1950...2020, limit: 4).major.map(\.text) == ["1960", "1980", "2000", "2020"])
  }

  @Test("Very large and very small numbers share a power of ten")
  func commonExponent() {
    let large = Ticks.linear(0...3e7, limit: 3)
    #expect(large.exponent == 7 && large.major.map(\.text) == ["0", "1", "2", "3"])
    let small = Ticks.linear(0...2e-7, limit: 4)
    #expect(small.exponent == -7 && small.major.map(\.text) == ["0.0", "0.5", "1.0", "1.5", "2.0"])
  }

  @Test("Whole-number axes have no ticks between")
  func integers() {
    let ticks = Ticks.linear(0...3, limit: 10, isInteger: true)
    #expect(ticks.major.map(\.text) == ["0", "1", "2", "3"])
  }

  @Test("Logarithmic ticks are powers of ten with minor ticks at their multiples")
  func logarithmic() {
    let ticks = Ticks.logarithmic(0.003...20, limit: 8)
    #expect(ticks.major.map(\.text) == ["$10^{-2}$", "$10^{-1}$", "$10^{0}$", "$10^{1}$"])
    #expect(ticks.minor.contains { abs($0 - 0.05) < 1e-12 })
    #expect(!ticks.minor.contains { $0 < 0.003 || $0 > 20.000_001 })
    let wide = Ticks.logarithmic(1e-12...1, limit: 5)
    #expect(wide.major.count <= 5 && wide.major.count >= 3)
    let narrow = Ticks.logarithmic(0.11...0.6, limit: 6)
    #expect(narrow.major.map(\.text) == ["0.2", "0.5"])
  }

  @Test("Ranges without numbers between their ends have no ticks")
  func degenerate() {
    #expect(Ticks.linear(1e15...1e15 + 0.5, limit: 5).major.isEmpty)
    #expect(Ticks.linear(2...2, limit: 5).major.isEmpty)
    #expect(Ticks.logarithmic(-1...1, limit: 5).major.isEmpty)
  }

  @Test("Labels on a short axis keep apart")
  func fitting() {
    let ticks = Ticks.fitting(
      Axis(), range: 0...123_456, length: 120, isVertical: false, size: 11)
    let scale = AxisScale(range: 0...123_456, isLogarithmic: false, start: 0, end: 120)
    var end = -Double.infinity
    for tick in ticks.major {
      let half = TextMetrics.width(of: tick.text, size: 11) / 2
      #expect(scale.position(tick.value) - half > end)
      end = scale.position(tick.value) + half
    }
  }

  @Test("Numbers are written with three significant digits")
  func compactNumbers() {
    #expect(NumberText.compact(0.021349) == "0.0213")
    #expect(NumberText.compact(12.5) == "12.5")
    #expect(NumberText.compact(0.1, padded: true) == "0.100")
    #expect(NumberText.compact(-0.5) == "−0.5")
    #expect(NumberText.compact(0) == "0")
    #expect(NumberText.compact(12345) == "12,345")
    #expect(NumberText.compact(2.14e-6) == "$2.1 \\times 10^{-6}$")
    #expect(NumberText.compact(1e-7) == "$10^{-7}$")
    #expect(NumberText.compact(9.99e11) == "$10^{12}$")
    #expect(NumberText.compact(.infinity) == "∞")
    #expect(NumberText.spoken(3.2e9) == "3.2 × 10^9")
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
  }

  @Test("Numbers side by side have as many decimals, unless that makes them long")
  func alikeNumbers() {
    #expect(NumberText.alike([4.3, 1.17, 10]) == ["4.30", "1.17", "10.00"])
    #expect(NumberText.alike([7, -7.5]) == ["7.0", "−7.5"])
    #expect(NumberText.alike([0.665, 0.245, 0.09]) == ["0.665", "0.245", "0.090"])
    #expect(NumberText.alike([22_026, 0.55]) == ["22,026", "0.55"])
    #expect(NumberText.alike([3, 1e-9]) == ["3", "$10^{-9}$"])
    #expect(NumberText.alike([1.5, .nan]) == ["1.5", "not a number"])
    #expect(NumberText.alike([12, 7]) == ["12", "7"] && NumberText.alike([]).isEmpty)
  }
}
