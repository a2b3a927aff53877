extension PanelDrawing {
  /// The place of a field's rectangle on the picture, on whole device pixels.
  private func rect(of field: ScalarField) -> Rect? {
    let left = xScale.position(field.x.lowerBound)
    let right = xScale.position(field.x.upperBound)
    let top = yScale.position(field.y.upperBound)
    let bottom = yScale.position(field.y.lowerBound)
    guard left.isFinite, right.isFinite, top.isFinite, bottom.isFinite, left < right,
      top < bottom, right - left < 20_000, bottom - top < 20_000
    else { return nil }
    return Rect(x: left, y: top, width: right - left, height: bottom - top).roundedToHalf
  }

  func commands(for map: HeatMapMark) -> [DrawCommand] {
    guard let rect = rect(of: map.field) else { return [] }
    if map.field.sampling == .cells {
      return [.image(map.pixels(in: theme), in: rect, isSmooth: false)]
        + (map.showsValues ? values(of: map, in: rect) : [])
    }
    let colorCount = max(map.colorCount, 2)
    let range = map.resolvedRange
    let scale = Double(colorCount) / (range.upperBound - range.lowerBound)
    var sampler = FieldSampler(map.field, rect: rect, cell: map.cell)
    let last = Double(colorCount - 1)
    /// The place of the colour of a value between the ends of the map.
    func shade(_ value: Double) -> UInt8 {
      UInt8(min(max((value - range.lowerBound) * scale, 0), last))
    }
    let shades = (0...map.bounds.count).map { shade(Double($0) + 0.5) }
    let undefined = UInt8(colorCount)
    let count = sampler.columns * sampler.rows
    let places = unsafe [UInt8](unsafeUninitializedCapacity: count) { places, initialized in
      var offset = 0
      for row in 0..<sampler.rows {
        if map.bounds.isEmpty {
          sampler.read(row: row)
          for value in sampler.values {
            unsafe places[offset] = value.isFinite ? shade(value) : undefined
            offset &+= 1
          }
        } else {
          unsafe sampler.readSteps(
            row: row, map.bounds, shades: shades, undefined: undefined,
            into: UnsafeMutableBufferPointer(rebasing: places[offset..<offset + sampler.columns]))
          offset &+= sampler.columns
        }
      }
      initialized = count
    }
    let image = PixelImage(
      width: sampler.columns, height: sampler.rows, places: places, palette: map.palette(in: theme))
    return [.image(image, in: sampler.rect, isSmooth: false)]
  }

  /// Numbers in the cells that are large enough, dark on light and light on dark.
  private func values(
    of map: HeatMapMark, in rect: Rect
  ) -> [DrawCommand] {
    let field = map.field
    let palette = HeatMapMark.Palette(map, in: theme)
    let cell = (
      width: rect.width / Double(field.columns), height: rect.height / Double(field.rows)
    )
    let size = Typography.label
    let isWhole = field.values.allSatisfy { $0 == $0.rounded() && abs($0) < 1e9 }
    var commands: [DrawCommand] = []
    for (index, value) in field.values.enumerated() where value.isFinite {
      let text =
        isWhole ? NumberText.fixed(value, decimals: 0) : NumberText.fixed(value, decimals: 2)
      guard TextMetrics.width(of: text, size: size) <= cell.width - 4,
        cell.height >= size + 2
      else { continue }
      let column = Double(index % field.columns) + 0.5
      let row = Double(field.rows - 1 - index / field.columns) + 0.5
      let below = palette.color(of: value)
      let dark = Color(0x1F2328)
      let light = Color(0xFFFFFF)
      let ink = below.contrast(with: dark) >= below.contrast(with: light) ? dark : light
      commands.append(
        self.text(
          text, rect.x + column * cell.width,
          rect.y + row * cell.height + size * TextMetrics.capHeight / 2, size, ink, .center))
    }
    return commands
  }

  func commands(for mark: RegionMark) -> [DrawCommand] {
    guard let first = mark.scores.first, let rect = rect(of: first) else { return [] }
    let strength = theme.name == "dark" ? 0.3 : 0.26
    let tints = mark.inks.map { theme.background.mixed(with: $0.color(in: theme), strength) }
    var samplers = mark.scores.map { FieldSampler($0, rect: rect, cell: 0.5) }
    let (columns, rows) = (samplers[0].columns, samplers[0].rows)
    var places: [UInt8] = []
    places.reserveCapacity(columns * rows)
    var best = [Double](repeating: 0, count: columns)
    var winner = [UInt8](repeating: 0, count: columns)
    for row in 0..<rows {
      for index in samplers.indices {
        samplers[index].read(row: row)
        let values = samplers[index].values
        for column in 0..<columns where index == 0 || values[column] > best[column] {
          best[column] = values[column]
          winner[column] = UInt8(index)
        }
      }
      places += winner
    }
    let image = PixelImage(
      width: columns, height: rows, places: places,
      palette: tints.flatMap { [$0.red, $0.green, $0.blue] })
    var commands: [DrawCommand] = [.image(image, in: rect, isSmooth: false)]
    if mark.scores.allSatisfy({ $0.columns == first.columns && $0.rows == first.rows }) {
      commands += borders(of: mark)
    }
    return commands
  }

  /// Thin lines where one class's score overtakes all others.
  private func borders(of mark: RegionMark) -> [DrawCommand] {
    guard mark.scores.count > 1 else { return [] }
    var commands: [DrawCommand] = []
    for index in mark.scores.indices {
      var lead = mark.scores[index]
      for node in lead.values.indices {
        var other = -Double.infinity
        for rival in mark.scores.indices where rival != index {
          other = max(other, mark.scores[rival].values[node])
        }
        lead.values[node] -= other
      }
      let contour = ContourMark(lead, levels: [0], ink: .foreground, width: 1.25)
      commands += self.commands(for: .contours(contour))
      // With two classes both borders are the same line.
      if mark.scores.count == 2 { break }
    }
    return commands
  }
}

/// Reads a field at the pixels of a rectangle, interpolating between its samples.
private struct FieldSampler {
  private let field: ScalarField
  let columns: Int
  let rows: Int
  /// For each pixel the sample to its left and the weight of the one to its right.
  private let horizontal: [(index: Int, weight: Double)]
  private let vertical: [(index: Int, weight: Double)]
  /// Where the pixels end that lie right of each sample.
  private let ends: [Int]
  /// The field along the present row, at its columns of samples.
  private var samples: [Double]
  /// The present row of pixels.
  private(set) var values: [Double]

  /// The place of the pixels: the field's, and what squares at its right and lower edge have outside.
  let rect: Rect

  /// Prepares to read squares of a size in CSS pixels.
  init(_ field: ScalarField, rect: Rect, cell: Double) {
    self.field = field
    let isWhole = cell <= 1
    func count(_ length: Double) -> Int {
      let count = (length / cell).rounded(isWhole ? .toNearestOrAwayFromZero : .up)
      return min(max(Int(count), 1), 4096)
    }
    columns = count(rect.width)
    rows = count(rect.height)
    // Squares larger than pixels must not be stretched: each takes equally many pixels.
    let (width, height) =
      isWhole ? (rect.width, rect.height) : (Double(columns) * cell, Double(rows) * cell)
    self.rect = Rect(x: rect.x, y: rect.y, width: width, height: height)
    horizontal = Self.weights(columns, field.columns, field.sampling, 0...width / rect.width)
    vertical = Self.weights(rows, field.rows, field.sampling, 1 - height / rect.height...1)
    var ends = [Int](repeating: 0, count: field.columns)
    for (pixel, place) in horizontal.enumerated() { ends[place.index] = pixel + 1 }
    self.ends = ends
    samples = [Double](repeating: 0, count: field.columns + 1)
    values = [Double](repeating: 0, count: columns)
  }

  /// - Parameter extent: Where the pixels begin and end, the field from 0 to 1.
  private static func weights(
    _ pixels: Int, _ samples: Int, _ sampling: ScalarField.Sampling, _ extent: ClosedRange<Double>
  ) -> [(index: Int, weight: Double)] {
    (0..<pixels).map { pixel in
      let share =
        (Double(pixel) + 0.5) / Double(pixels) * (extent.upperBound - extent.lowerBound)
        + extent.lowerBound
      let place =
        sampling == .nodes ? share * Double(samples - 1) : share * Double(samples) - 0.5
      let clamped = min(max(place, 0), Double(samples - 1))
      let index = min(Int(clamped), max(samples - 2, 0))
      return (index, clamped - Double(index))
    }
  }

  /// Reads one row of pixels, the top row first.
  mutating func read(row: Int) {
    readSamples(row: row)
    unsafe samples.withUnsafeBufferPointer { samples in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe horizontal.withUnsafeBufferPointer { horizontal in
          for column in 0..<values.count {
            let (index, weight) = unsafe horizontal[column]
            let a = unsafe samples[index]
            unsafe values[column] = a + (samples[index &+ 1] - a) * weight
          }
        }
      }
    }
  }

  /// Reads one row of pixels as the shades of the steps between bounds.
  mutating func readSteps(
    row: Int, _ bounds: [Double], shades: [UInt8], undefined: UInt8,
    into places: UnsafeMutableBufferPointer<UInt8>
  ) {
    readSamples(row: row)
    var step = 0
    var (low, high) = (-Double.infinity, bounds[0])
    var column = 0
    unsafe samples.withUnsafeBufferPointer { samples in
      unsafe horizontal.withUnsafeBufferPointer { horizontal in
        while column < places.count {
          let index = unsafe horizontal[column].index
          let (a, b) = unsafe (samples[index], samples[index &+ 1])
          var end = ends[index]
          func isWithin(_ value: Double) -> Bool {
            value >= low && value < high && value.isFinite
          }
          // Between samples of one step all values are of that step.
          if isWithin(a), isWithin(b) {
            var next = index &+ 1
            while next < ends.count, unsafe isWithin(samples[next &+ 1]) {
              end = max(end, ends[next])
              next &+= 1
            }
            unsafe places[column..<end].update(repeating: shades[step])
            column = end
            continue
          }
          while column < end {
            let value = unsafe a + (b - a) * horizontal[column].weight
            if value < low || value >= high {
              // The step of a pixel is that of its neighbour or one beside it.
              while step < bounds.count, bounds[step] <= value { step &+= 1 }
              while step > 0, bounds[step &- 1] > value { step &-= 1 }
              low = step > 0 ? bounds[step &- 1] : -.infinity
              high = step < bounds.count ? bounds[step] : .infinity
            }
            unsafe places[column] = value.isFinite ? shades[step] : undefined
            column &+= 1
          }
        }
      }
    }
  }

  /// Interpolates the samples of one row of pixels.
  private mutating func readSamples(row: Int) {
    let (index, weight) = vertical[rows - 1 - row]
    let upper = min(index + 1, field.rows - 1)
    let count = field.columns
    unsafe field.values.withUnsafeBufferPointer { nodes in
      unsafe samples.withUnsafeMutableBufferPointer { samples in
        let (low, high) = (index * count, upper * count)
        for column in 0..<count {
          let a = unsafe nodes[low &+ column]
          let b = unsafe nodes[high &+ column]
          unsafe samples[column] = a + (b - a) * weight
        }
        unsafe samples[count] = samples[count - 1]
      }
    }
  }
}

extension PixelImage {
  /// Creates an image from a colour for each column and row, the top row first.
  init(columns: Int, rows: Int, _ color: (_ column: Int, _ row: Int) -> Color) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(columns * rows * 3)
    for row in 0..<rows {
      for column in 0..<columns {
        let color = color(column, row)
        bytes += [color.red, color.green, color.blue]
      }
    }
    self.init(width: columns, height: rows, rgb: bytes)
  }
}
