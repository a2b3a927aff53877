extension Elementary {
  /// Returns the error function 2/√π ∫₀ˣ e^(−t²) dt.
  package static func erf(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.magnitude < 0.75 { return erfNearZero(x) }
    let tail = complement(DoubleDouble(x.magnitude), square: DoubleDouble(product: x, x))
    return x < 0 ? tail - 1 : 1 - tail
  }

  /// Returns 1 − erf x, accurate in the right tail.
  package static func erfc(_ x: Double) -> Double {
    if x.isNaN { return x }
    if x.magnitude < 0.5 { return 1 - erfNearZero(x) }
    let tail = complement(DoubleDouble(x.magnitude), square: DoubleDouble(product: x, x))
    return x < 0 ? 2 - tail : tail
  }

  /// Returns the distribution function Φ of the standard normal distribution, accurate in both
  /// tails.
  package static func normalDistribution(_ x: Double) -> Double {
    if !(x.magnitude < 39) { return x.isNaN ? x : x < 0 ? 0 : 1 }
    let u = DoubleDouble(0.7071067811865476, -4.833646656726457e-17) * x.magnitude
    if u.high < 0.5 { return 0.5 + 0.5 * erfNearZero(x * 0.7071067811865476) }
    var square = DoubleDouble(product: x, x)
    square.high *= 0.5
    square.low *= 0.5
    let tail = 0.5 * complement(u, square: square)
    return x < 0 ? tail : 1 - tail
  }

  /// Returns the density e^(−x²/2)/√(2π) of the standard normal distribution.
  package static func normalDensity(_ x: Double) -> Double {
    if !(x.magnitude <= 39) { return x.isNaN ? x : 0 }
    let square = DoubleDouble(product: x, x)
    return 0.3989422804014327 * exp(DoubleDouble(-0.5 * square.high, -0.5 * square.low))
  }
}

extension Elementary {
  /// Taylor's series for |x| < 0.75.
  private static func erfNearZero(_ x: Double) -> Double {
    let z = x * x
    var p = 1.6342614095367152e-15
    p = (-2.7835162072109215e-14).addingProduct(p, z)
    p = 4.4632242632864775e-13.addingProduct(p, z)
    p = (-6.7113668551641105e-12).addingProduct(p, z)
    p = 9.422759064650411e-11.addingProduct(p, z)
    p = (-1.2290555301717928e-09).addingProduct(p, z)
    p = 1.4807192815879218e-08.addingProduct(p, z)
    p = (-1.6365844691234924e-07).addingProduct(p, z)
    p = 1.6462114365889248e-06.addingProduct(p, z)
    p = (-1.492565035840625e-05).addingProduct(p, z)
    p = 0.00012055332981789664.addingProduct(p, z)
    p = (-0.0008548327023450853).addingProduct(p, z)
    p = 0.005223977625442188.addingProduct(p, z)
    p = (-0.026866170645131252).addingProduct(p, z)
    p = 0.11283791670955126.addingProduct(p, z)
    p = (-0.37612638903183754).addingProduct(p, z)
    let linear = DoubleDouble(product: x, 1.1283791670955126)
    return linear.high + (linear.low + x * 1.533545961316588e-17).addingProduct(p, x * z)
  }

  /// Returns erfc x for x ≥ 0.5 as e^(−x²)·g(t)/(1 + 2x) with t = (x − 3)/(x + 3) and Chebyshev's
  /// best polynomial g on 0.5 … 28 (error 2⁻⁵⁹).
  private static func complement(_ x: DoubleDouble, square: DoubleDouble) -> Double {
    if x.high > 27.3 { return 0 }
    let t = (x.high - 3) / (x.high + 3)
    var g = -4.325370719107278e-09
    g = (-1.0659628807393203e-08).addingProduct(g, t)
    g = 3.42329907978226e-08.addingProduct(g, t)
    g = 9.877438074940672e-08.addingProduct(g, t)
    g = (-1.3432312409451292e-07).addingProduct(g, t)
    g = (-6.146346341425417e-07).addingProduct(g, t)
    g = 3.52693258412998e-07.addingProduct(g, t)
    g = 3.471616676593574e-06.addingProduct(g, t)
    g = (-7.300550882569987e-07).addingProduct(g, t)
    g = (-2.0100376113106087e-05).addingProduct(g, t)
    g = 4.9491714476033325e-06.addingProduct(g, t)
    g = 0.00012509932758636072.addingProduct(g, t)
    g = (-0.00010515976008945177).addingProduct(g, t)
    g = (-0.0007798322714918795).addingProduct(g, t)
    g = 0.0018886903564002055.addingProduct(g, t)
    g = 0.002529391816335117.addingProduct(g, t)
    g = (-0.02377051491853638).addingProduct(g, t)
    g = 0.06830802734394434.addingProduct(g, t)
    g = (-0.11927366341531179).addingProduct(g, t)
    g = 0.12964515870276203.addingProduct(g, t)
    g = (-0.0475622943534507).addingProduct(g, t)
    g = (-0.1356211061245812).addingProduct(g, t)
    // The last steps carry more bits, so that few errors add up.
    let constant = DoubleDouble(1.2530080582697296, 4.4203215085508235e-17)
    let numerator = constant + DoubleDouble(product: g, t)
    let denominator = DoubleDouble(sum: 1, 2 * x.high) + DoubleDouble(2 * x.low)
    let ratio = DoubleDouble(quotient: 1, denominator) * numerator
    let (k, exponential) = preciseExp(DoubleDouble(-square.high, -square.low))
    return scaled((exponential * ratio).value, by: k)
  }
}
