/// The rules of the TensorFlow Playground (github.com/tensorflow/playground, dataset.ts). `noise` is
/// 0 … 0.5; points are stored without the noise that decides their label or target.
extension Dataset {
  /// A disc of radius 2.5 (positive) inside a ring from 3.5 to 5.
  static func circles(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    planar(count) { index in
      let isInside = index < count - count / 2
      let radius = isInside ? stream.uniform(0, 2.5) : stream.uniform(3.5, 5)
      let angle = stream.uniform(0, 2 * Double.pi)
      let x = radius * Elementary.sin(angle)
      let y = radius * Elementary.cos(angle)
      let noisyX = x + stream.uniform(-5, 5) * noise
      let noisyY = y + stream.uniform(-5, 5) * noise
      let distance = (noisyX * noisyX + noisyY * noisyY).squareRoot()
      return (x, y, distance < 2.5)
    }
  }

  /// Quadrants of equal signs are positive; points keep 0.3 away from the axes.
  static func xor(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    func padded(_ value: Double) -> Double { value > 0 ? value + 0.3 : value - 0.3 }
    return planar(count) { _ in
      let x = padded(stream.uniform(-5, 5))
      let y = padded(stream.uniform(-5, 5))
      let noisyX = x + stream.uniform(-5, 5) * noise
      let noisyY = y + stream.uniform(-5, 5) * noise
      return (x, y, noisyX * noisyY >= 0)
    }
  }

  /// Clouds around (2, 2), positive, and (−2, −2), of variance 0.5 + 7·noise.
  static func gauss(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    let deviation = (0.5 + 3.5 * noise / 0.5).squareRoot()
    return planar(count) { index in
      let isPositive = index < count - count / 2
      let centre: Double = isPositive ? 2 : -2
      let x = centre + deviation * stream.normal()
      let y = centre + deviation * stream.normal()
      return (x, y, isPositive)
    }
  }

  /// Two arms of 1¾ turns, the second (negative) half a turn behind.
  static func spiral(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    let positiveCount = count - count / 2
    return planar(count) { index in
      let isPositive = index < positiveCount
      let share =
        isPositive
        ? Double(index) / Double(positiveCount)
        : Double(index - positiveCount) / Double(count / 2)
      let radius = share * 5
      let angle = 1.75 * share * 2 * Double.pi + (isPositive ? 0 : Double.pi)
      let x = radius * Elementary.sin(angle) + stream.uniform(-1, 1) * noise
      let y = radius * Elementary.cos(angle) + stream.uniform(-1, 1) * noise
      return (x, y, isPositive)
    }
  }

  /// Targets (x + y)/10.
  static func plane(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    surface(count, noise, &stream) { x, y in (x + y) / 10 }
  }

  /// Cones of radius 2 around six centres, up and down by turns.
  static func hills(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    let centres: [(x: Double, y: Double, sign: Double)] = [
      (-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1),
    ]
    return surface(count, noise, &stream) { x, y in
      var height = 0.0
      for centre in centres {
        let (dx, dy) = (x - centre.x, y - centre.y)
        let distance = (dx * dx + dy * dy).squareRoot()
        let candidate = centre.sign * max(0, 1 - distance / 2)
        if candidate.magnitude > height.magnitude { height = candidate }
      }
      return height
    }
  }
}

extension Dataset {
  /// Points of the plane in two classes, of which index 1 is the positive one.
  private static func planar(
    _ count: Int, _ point: (_ index: Int) -> (x: Double, y: Double, isPositive: Bool)
  ) -> Dataset {
    var inputs: [Double] = []
    var classes: [Int] = []
    for index in 0..<count {
      let (x, y, isPositive) = point(index)
      inputs += [x, y]
      classes.append(isPositive ? 1 : 0)
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .classes(classes, names: ["-1", "1"]),
      trainingRowCount: count)
  }

  /// Points from U(−6, 6)² and a function of the point moved by the noise.
  private static func surface(
    _ count: Int, _ noise: Double, _ stream: inout RandomStream,
    _ height: (_ x: Double, _ y: Double) -> Double
  ) -> Dataset {
    var inputs: [Double] = []
    var targets: [Double] = []
    for _ in 0..<count {
      let x = stream.uniform(-6, 6)
      let y = stream.uniform(-6, 6)
      let noisyX = x + stream.uniform(-6, 6) * noise
      let noisyY = y + stream.uniform(-6, 6) * noise
      inputs += [x, y]
      targets.append(height(noisyX, noisyY))
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .numbers(targets, columns: ["y"]),
      trainingRowCount: count)
  }
}
