extension Tensor {
  /// The cross-correlation with filters, from the bias on; see `Graph.convolution`.
  func convolved(
    with filters: Tensor, bias: Tensor?, _ window: ImageWindow, to target: Shape
  ) -> Tensor {
    var result: [Double] = []
    result.reserveCapacity(target.count)
    let (channels, outputs) = (shape.extents[1], target.extents[1])
    let (kernel, plane) = (window.kernelCount, shape.extents[2] * shape.extents[3])
    for image in 0..<target.extents[0] {
      for output in 0..<outputs {
        Self.forEachWindow(of: target) { row, column in
          var sum = bias?.values[output] ?? 0
          let taps = window.taps(row, column, height: shape.extents[2], width: shape.extents[3])
          for channel in 0..<channels {
            for tap in taps {
              sum.addProduct(
                filters.values[(output * channels + channel) * kernel + tap.kernel],
                values[(image * channels + channel) * plane + tap.pixel])
            }
          }
          result.append(sum)
        }
      }
    }
    return Tensor(target, result)
  }

  /// The gradient of a convolution with respect to its images, from the gradient `[N, O, H, W]` of
  /// its results: sums ascend in (o, k, l).
  func convolutionInputGradient(
    filters: Tensor, _ window: ImageWindow, to target: Shape
  ) -> Tensor {
    var result = [Double](repeating: 0, count: target.count)
    let (outputs, channels) = (shape.extents[1], target.extents[1])
    let (kernel, plane) = (window.kernelCount, target.extents[2] * target.extents[3])
    let resultPlane = shape.extents[2] * shape.extents[3]
    for image in 0..<target.extents[0] {
      for channel in 0..<channels {
        for output in 0..<outputs {
          let upstream = (image * outputs + output) * resultPlane
          for tap in 0..<kernel {
            let weight = filters.values[(output * channels + channel) * kernel + tap]
            Self.forEachWindow(of: shape) { row, column in
              guard
                let pixel = window.pixel(
                  row, column, tap: tap, height: target.extents[2], width: target.extents[3])
              else { return }
              result[(image * channels + channel) * plane + pixel].addProduct(
                weight, values[upstream + row * shape.extents[3] + column])
            }
          }
        }
      }
    }
    return Tensor(target, result)
  }

  /// The gradient of a convolution of these images with respect to its filters, from the gradient
  /// `[N, O, H, W]` of its results.
  func convolutionWeightGradient(
    upstream: Tensor, _ window: ImageWindow, to target: Shape
  ) -> Tensor {
    var result = [Double](repeating: 0, count: target.count)
    let (outputs, channels) = (target.extents[0], target.extents[1])
    let (kernel, plane) = (window.kernelCount, shape.extents[2] * shape.extents[3])
    let resultPlane = upstream.shape.extents[2] * upstream.shape.extents[3]
    Self.forEachWindow(of: upstream.shape) { row, column in
      let taps = window.taps(row, column, height: shape.extents[2], width: shape.extents[3])
      for image in 0..<shape.extents[0] {
        for output in 0..<outputs {
          let gradient =
            upstream.values[
              (image * outputs + output) * resultPlane + row * upstream.shape.extents[3] + column]
          for channel in 0..<channels {
            for tap in taps {
              result[(output * channels + channel) * kernel + tap.kernel].addProduct(
                gradient, values[(image * channels + channel) * plane + tap.pixel])
            }
          }
        }
      }
    }
    return Tensor(target, result)
  }

  /// The largest or the mean element of every window.
  func pooled(_ pooling: Pooling, _ window: ImageWindow, to target: Shape) -> Tensor {
    switch pooling {
    case .maximum:
      return Tensor(target, maximumOffsets(window, of: target).map { values[$0] })
    case .average:
      var result: [Double] = []
      result.reserveCapacity(target.count)
      forEachWindow(window, of: target) { pixels in
        result.append(pixels.reduce(0) { $0 + values[$1] } / Double(pixels.count))
      }
      return Tensor(target, result)
    }
  }

  /// The upstream gradient at the first largest element of each window.
  func maximumPoolGradient(upstream: Tensor, _ window: ImageWindow) -> Tensor {
    var result = [Double](repeating: 0, count: values.count)
    for (offset, gradient) in zip(maximumOffsets(window, of: upstream.shape), upstream.values) {
      result[offset] += gradient
    }
    return Tensor(shape, result)
  }

  /// The upstream gradient spread evenly over each window.
  static func averagePoolGradient(
    upstream: Tensor, _ window: ImageWindow, to target: Shape
  ) -> Tensor {
    var result = Tensor(target, [Double](repeating: 0, count: target.count))
    var index = 0
    let images = result
    images.forEachWindow(window, of: upstream.shape) { pixels in
      let share = upstream.values[index] / Double(pixels.count)
      for pixel in pixels { result.values[pixel] += share }
      index += 1
    }
    return result
  }

  /// Returns the offset of the first largest element of each window.
  func maximumOffsets(_ window: ImageWindow, of target: Shape) -> [Int] {
    var offsets: [Int] = []
    offsets.reserveCapacity(target.count)
    forEachWindow(window, of: target) { pixels in
      var best = pixels[0]
      for pixel in pixels where values[pixel] > values[best] || values[pixel].isNaN {
        if !values[best].isNaN { best = pixel }
      }
      offsets.append(best)
    }
    return offsets
  }

  /// Hands out the offsets of each window's elements, in the order of the results.
  private func forEachWindow(_ window: ImageWindow, of target: Shape, _ body: ([Int]) -> Void) {
    let (height, width) = (shape.extents[2], shape.extents[3])
    for plane in 0..<(target.extents[0] * target.extents[1]) {
      Self.forEachWindow(of: target) { row, column in
        let taps = window.taps(row, column, height: height, width: width)
        body(taps.map { plane * height * width + $0.pixel })
      }
    }
  }

  private static func forEachWindow(of target: Shape, _ body: (_ row: Int, _ column: Int) -> Void) {
    for row in 0..<target.extents[2] {
      for column in 0..<target.extents[3] { body(row, column) }
    }
  }
}

extension ImageWindow {
  /// Returns the kernel's elements that lie on an image, with the pixel under each.
  fileprivate func taps(
    _ row: Int, _ column: Int, height: Int, width: Int
  ) -> [(kernel: Int, pixel: Int)] {
    (0..<kernelCount).compactMap { tap in
      pixel(row, column, tap: tap, height: height, width: width).map { (tap, $0) }
    }
  }

  /// Returns the pixel under an element of the kernel, nil outside of the image.
  fileprivate func pixel(
    _ row: Int, _ column: Int, tap: Int, height: Int, width: Int
  ) -> Int? {
    let y = row * stride.height + tap / kernel.width - padding.height
    let x = column * stride.width + tap % kernel.width - padding.width
    return (0..<height).contains(y) && (0..<width).contains(x) ? y * width + x : nil
  }
}
