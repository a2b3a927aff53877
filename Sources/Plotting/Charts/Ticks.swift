/// Where an axis has ticks and what they say.
struct Ticks: Equatable {
  struct Tick: Equatable {
    var value: Double
    var text: String
  }

  var major: [Tick] = []
  /// Small ticks between those with numbers.
  var minor: [Double] = []
  /// A power of ten that all numbers are to be multiplied by; 0 where they are not.
  var exponent = 0

  /// Returns ticks at 1, 2 or 5 times a power of ten, all with the same number of decimals, at most
  /// `limit` and one more at the other end.
  static func linear(_ range: ClosedRange<Double>, limit: Int, isInteger: Bool = false) -> Ticks {
    let (low, high) = (range.lowerBound, range.upperBound)
    let span = high - low
    guard span > 0, span.isFinite, limit > 0 else { return Ticks() }
    var exponent = PortableMath.decimalExponent(span / Double(limit))
    var factor = 1
    func count(_ size: Double) -> Double {
      (high / size + 1e-9).rounded(.down) - (low / size - 1e-9).rounded(.up) + 1
    }
    while count(step(factor, exponent)) > Double(limit + 1) {
      (factor, exponent) = next(factor, exponent)
    }
    if isInteger, exponent < 0 { (factor, exponent) = (1, 0) }
    let size = step(factor, exponent)
    let first = (low / size - 1e-9).rounded(.up)
    let last = (high / size + 1e-9).rounded(.down)
    // Where doubles run out of digits there are no round numbers between the ends.
    guard abs(first) < 1e15, abs(last) < 1e15, last - first < 1000, first <= last else {
      return Ticks()
    }
    let values = (Int(first)...Int(last)).map { index in
      exponent >= 0
        ? Double(index * factor) * PortableMath.powerOfTen(exponent)
        : Double(index * factor) / PortableMath.powerOfTen(-exponent)
    }
    return labeled(values, stepExponent: exponent)
  }

  private static func step(_ factor: Int, _ exponent: Int) -> Double {
    exponent >= 0
      ? Double(factor) * PortableMath.powerOfTen(exponent)
      : Double(factor) / PortableMath.powerOfTen(-exponent)
  }

  private static func next(_ factor: Int, _ exponent: Int) -> (Int, Int) {
    switch factor {
    case 1: (2, exponent)
    case 2: (5, exponent)
    default: (1, exponent + 1)
    }
  }

  private static func labeled(_ values: [Double], stepExponent: Int) -> Ticks {
    let largest = values.map { abs($0) }.max() ?? 0
    var ticks = Ticks()
    if largest > 0 {
      let top = PortableMath.decimalExponent(largest)
      if top >= 6 || top <= -5 { ticks.exponent = top }
    }
    let decimals = max(ticks.exponent - stepExponent, 0)
    // An axis within these bounds, and that only, may show years.
    let mayShowYears = values.allSatisfy { (1_000..<3_000).contains($0) }
    // Two steps keep the divisor within range for the smallest numbers.
    let half = ticks.exponent / 2
    let (first, second) = (
      PortableMath.powerOfTen(half), PortableMath.powerOfTen(ticks.exponent - half)
    )
    ticks.major = values.map {
      Tick(
        value: $0,
        text: NumberText.fixed(
          $0 / first / second, decimals: decimals, groupsThousands: !mayShowYears))
    }
    return ticks
  }

  /// Returns ticks at powers of ten with minor ticks at their multiples; within less than two
  /// powers, at 1, 2 and 5 times them.
  static func logarithmic(_ range: ClosedRange<Double>, limit: Int) -> Ticks {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low > 0, high > low, high.isFinite, limit > 0 else { return Ticks() }
    let first = PortableMath.decimalExponent(low)
    let last = PortableMath.decimalExponent(high)
    func isInside(_ value: Double) -> Bool {
      value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)
    }
    func values(_ factors: [Int]) -> [Double] {
      (first...last).flatMap { exponent in factors.map { step($0, exponent) } }.filter(isInside)
    }
    let powers = (first...last).filter { isInside(step(1, $0)) }
    var ticks = Ticks()
    if powers.count >= 2 || (powers.count == 1 && values([1, 2, 5]).count < 2) {
      var stride = 1
      while (powers.count + stride - 1) / stride > max(limit, 2) { stride += 1 }
      ticks.major = powers.filter { $0 % stride == 0 }.map {
        Tick(value: step(1, $0), text: "$10^{\($0)}$")
      }
      if stride == 1, last - first <= 8 { ticks.minor = values([2, 3, 4, 5, 6, 7, 8, 9]) }
      if stride > 1 {
        ticks.minor = powers.filter { $0 % stride != 0 }.map { step(1, $0) }
      }
      return ticks
    }
    let few = values([1, 2, 5])
    if few.count < 2 { return linear(range, limit: limit) }
    ticks.major = few.map { Tick(value: $0, text: NumberText.compact($0)) }
    ticks.minor = values([3, 4, 6, 7, 8, 9])
    return ticks
  }

  /// Returns an axis's ticks on a length of CSS pixels: as many as fit without touching.
  ///
  /// - Parameters:
  ///   - isVertical: Whether labels stand above each other.
  ///   - size: The labels' size in CSS pixels.
  ///   - atMost: The largest number of ticks that is wanted.
  static func fitting(
    _ axis: Axis, range: ClosedRange<Double>, length: Double, isVertical: Bool, size: Double,
    atMost: Int = .max
  ) -> Ticks {
    switch axis.ticks {
    case .none: return Ticks()
    case .labeled(let labels):
      return named(labels, range: range, length: length, isVertical: isVertical, size: size)
    case .automatic: break
    }
    let isLog = axis.scale == .logarithmic
    // Dense enough on short axes, calm on long ones.
    var limit =
      isVertical
      ? max(Int(length / 34), 2, min(Int(length / 24), 3))
      : max(Int(length / 75), min(Int(length / 46), 7), 2)
    if isVertical { limit = min(limit, max(Int(length / 42), 6)) }
    limit = min(limit, max(atMost, 2) - 1)
    let scale = AxisScale(range: range, isLogarithmic: isLog, start: 0, end: length)
    while true {
      let ticks =
        isLog
        ? logarithmic(range, limit: limit)
        : linear(range, limit: limit, isInteger: axis.isInteger)
      if limit <= 1 || ticks.fit(scale, isVertical: isVertical, size: size) { return ticks }
      limit -= 1
    }
  }

  /// Whether neighbouring labels keep apart.
  private func fit(_ scale: AxisScale, isVertical: Bool, size: Double) -> Bool {
    var end = -Double.infinity
    for tick in major {
      let center = scale.position(tick.value)
      let half =
        isVertical ? size * 0.6 : TextMetrics.width(of: tick.text, size: size) / 2
      if center - half < end + (isVertical ? 4 : 10) { return false }
      end = center + half
    }
    return true
  }

  /// Names are shortened while there are few and skipped where there are many.
  private static func named(
    _ labels: [Axis.Label], range: ClosedRange<Double>, length: Double, isVertical: Bool,
    size: Double
  ) -> Ticks {
    let scale = AxisScale(range: range, isLogarithmic: false, start: 0, end: length)
    let visible = labels.filter { range.contains($0.value) }.sorted { $0.value < $1.value }
    var ticks = Ticks()
    ticks.major = visible.map { Tick(value: $0.value, text: $0.text) }
    if isVertical {
      ticks.major = ticks.major.map {
        Tick(value: $0.value, text: TextMetrics.shortened($0.text, width: 140, size: size))
      }
    }
    if ticks.fit(scale, isVertical: isVertical, size: size) { return ticks }
    if visible.count <= 10, !isVertical {
      let room = length / Double(max(visible.count, 1)) - 12
      ticks.major = ticks.major.map {
        Tick(value: $0.value, text: TextMetrics.shortened($0.text, width: room, size: size))
      }
      if room > 14, ticks.fit(scale, isVertical: false, size: size) { return ticks }
    }
    for stride in 2..<max(visible.count, 3) {
      ticks.major = visible.enumerated().filter { $0.offset % stride == 0 }.map {
        Tick(value: $0.element.value, text: $0.element.text)
      }
      if ticks.fit(scale, isVertical: isVertical, size: size) { return ticks }
    }
    return Ticks()
  }
}

/// How an axis's values become positions.
struct AxisScale: Equatable {
  let isLogarithmic: Bool
  private let origin: Double
  private let factor: Double
  private let start: Double

  init(range: ClosedRange<Double>, isLogarithmic: Bool, start: Double, end: Double) {
    self.isLogarithmic = isLogarithmic
    self.start = start
    let low = isLogarithmic ? PortableMath.log10(range.lowerBound) : range.lowerBound
    let high = isLogarithmic ? PortableMath.log10(range.upperBound) : range.upperBound
    origin = low
    factor = high > low ? (end - start) / (high - low) : 0
  }

  /// Returns a position in CSS pixels; NaN for what the axis cannot show.
  func position(_ value: Double) -> Double {
    let transformed = isLogarithmic ? PortableMath.log10(value) : value
    let position = start + (transformed - origin) * factor
    return position.isFinite ? position : .nan
  }

  /// Returns the value at a position.
  func value(at position: Double) -> Double {
    guard factor != 0 else { return origin }
    let transformed = origin + (position - start) / factor
    return isLogarithmic
      ? PortableMath.exp(transformed * PortableMath.ln10) : transformed
  }
}
