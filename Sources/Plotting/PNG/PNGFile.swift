import CPNG

/// Pixels in one of the two forms that figures are stored in.
enum PNGImage {
  /// One byte a pixel, and colours of three bytes.
  case indexed(indices: [UInt8], palette: [UInt8])
  /// Three bytes a pixel.
  case rgb([UInt8])
}

/// Writes PNG files: no time stamps, no program names, so that equal pixels give equal files with
/// one version of zlib.
enum PNGFile {
  /// Returns a file, or nothing if memory runs out.
  static func encode(_ image: PNGImage, width: Int, height: Int) -> [UInt8] {
    var file = unsafe nbrun_png_file()
    let status: Int32
    switch image {
    case .indexed(let indices, let palette):
      precondition(indices.count == width * height && palette.count <= 768)
      status = unsafe nbrun_png_write(
        UInt32(width), UInt32(height), indices, palette, Int32(palette.count / 3),
        PNG_FILTER_NONE, 1, Z_RLE, &file)
    case .rgb(let bytes):
      precondition(bytes.count == width * height * 3)
      status = unsafe nbrun_png_write(
        UInt32(width), UInt32(height), bytes, nil, 0, PNG_FILTER_NONE, 3, Z_DEFAULT_STRATEGY, &file)
    }
    guard status == 0, let bytes = unsafe file.bytes else { return [] }
    defer { unsafe free(bytes) }
    return unsafe Array(UnsafeBufferPointer(start: bytes, count: file.count))
  }
}
