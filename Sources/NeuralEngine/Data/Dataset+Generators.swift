/// Rules besides the TensorFlow Playground's; `noise` is a standard deviation.
extension Dataset {
  /// Two half circles as scikit-learn's `make_moons` has them: (cos t, sin t), class 0, and
  /// (1 − cos t, ½ − sin t), class 1, for evenly spaced t in 0 … π.
  static func moons(_ count: Int, _ noise: Double, _ stream: inout RandomStream) -> Dataset {
    let outer = count / 2
    var inputs: [Double] = []
    var classes: [Int] = []
    for index in 0..<count {
      let isInner = index >= outer
      let position = isInner ? index - outer : index
      let angle = Double.pi * evenShare(position, of: isInner ? count - outer : outer)
      let x = Elementary.cos(angle)
      let y = Elementary.sin(angle)
      inputs.append((isInner ? 1 - x : x) + noise * stream.normal())
      inputs.append((isInner ? 0.5 - y : y) + noise * stream.normal())
      classes.append(isInner ? 1 : 0)
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .classes(classes, names: ["0", "1"]),
      trainingRowCount: count)
  }

  /// Normal clouds as scikit-learn's `make_blobs` has them: centres from U(−10, 10)², equally many
  /// points around each, the first clouds taking the remainder.
  static func blobs(
    _ count: Int, _ noise: Double, _ classCount: Int, _ stream: inout RandomStream
  ) -> Dataset {
    let centres = (0..<classCount).map { _ in
      (x: stream.uniform(-10, 10), y: stream.uniform(-10, 10))
    }
    var inputs: [Double] = []
    var classes: [Int] = []
    for (number, centre) in centres.enumerated() {
      for _ in 0..<(count / classCount + (number < count % classCount ? 1 : 0)) {
        inputs.append(centre.x + noise * stream.normal())
        inputs.append(centre.y + noise * stream.normal())
        classes.append(number)
      }
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs,
      target: .classes(classes, names: (0..<classCount).map(String.init)), trainingRowCount: count)
  }

  /// The rows (0, 0), (0, 1), (1, 0), (1, 1) of a logical function, over and over.
  static func truthTable(
    _ count: Int, _ noise: Double, _ stream: inout RandomStream,
    _ function: (_ x1: Bool, _ x2: Bool) -> Bool
  ) -> Dataset {
    var inputs: [Double] = []
    var classes: [Int] = []
    for index in 0..<count {
      let x1 = index & 2 != 0
      let x2 = index & 1 != 0
      inputs.append((x1 ? 1 : 0) + (noise == 0 ? 0 : noise * stream.normal()))
      inputs.append((x2 ? 1 : 0) + (noise == 0 ? 0 : noise * stream.normal()))
      classes.append(function(x1, x2) ? 1 : 0)
    }
    return Dataset(
      columns: ["x1", "x2"], inputs: inputs, target: .classes(classes, names: ["0", "1"]),
      trainingRowCount: count)
  }

  /// A function at evenly spaced x, with normal noise on y.
  static func function(
    _ count: Int, _ range: ClosedRange<Double>, _ noise: Double, _ stream: inout RandomStream,
    _ function: (Double) -> Double
  ) -> Dataset {
    let width = range.upperBound - range.lowerBound
    let x = (0..<count).map { range.lowerBound + width * evenShare($0, of: count) }
    let y = x.map { function($0) + noise * stream.normal() }
    return Dataset(
      columns: ["x"], inputs: x, target: .numbers(y, columns: ["y"]), trainingRowCount: count)
  }

  /// Returns the place of a position among evenly spaced ones from 0 to 1, both included.
  private static func evenShare(_ position: Int, of count: Int) -> Double {
    count > 1 ? Double(position) / Double(count - 1) : 0
  }
}
