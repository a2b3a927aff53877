import CPNG

/// Writes PNG files: no time stamps, no program names, so that equal pixels give equal files.
enum PNGFile {
  /// Returns a palette file whose compressed pixels `write` appends. Compression is our own: the same
  /// bytes on every machine, whatever version of zlib it has, at a fraction of the time.
  ///
  /// - Parameter capacity: About as many bytes as the compressed pixels take.
  static func encode(
    _ width: Int, _ height: Int, palette: [UInt8], capacity: Int, _ write: (inout BitWriter) -> Void
  ) -> [UInt8] {
    let head = head(width, height, palette: palette, alphas: [])
    var writer = BitWriter(after: head, capacity: head.count + capacity + 64)
    writer.append("IDAT", write)
    writer.append("IEND", bytes: [])
    return writer.bytes
  }

  /// Returns what a palette file begins with: signature, size and colours.
  ///
  /// The first colours have the given opacities, the others are opaque. The length is a multiple of
  /// three, with a few opaque colours more than needed where it takes them.
  static func head(_ width: Int, _ height: Int, palette: [UInt8], alphas: [UInt8]) -> [UInt8] {
    var writer = BitWriter(after: signature, capacity: 0)
    writer.append("IHDR", bytes: header(width, height, colorType: 3))
    let opaque = Array(repeating: UInt8(255), count: (3 - alphas.count % 3) % 3)
    let alphas = alphas.isEmpty ? [] : alphas + opaque
    let missing = max(3 * alphas.count - palette.count, 0)
    writer.append("PLTE", bytes: palette + Array(repeating: 0, count: missing))
    if !alphas.isEmpty { writer.append("tRNS", bytes: alphas) }
    return writer.bytes
  }

  /// Returns what follows a head: the compressed pixels.
  static func body(_ data: [UInt8]) -> [UInt8] {
    var writer = BitWriter(after: [], capacity: data.count + 24)
    writer.append("IDAT", bytes: data)
    writer.append("IEND", bytes: [])
    return writer.bytes
  }

  /// Returns a file of three bytes a pixel.
  static func encode(rgb bytes: [UInt8], width: Int, height: Int) -> [UInt8] {
    precondition(bytes.count == width * height * 3)
    var writer = BitWriter(after: signature, capacity: 0)
    writer.append("IHDR", bytes: header(width, height, colorType: 2))
    return writer.bytes + body(ImageCompressor.compress(rgb: bytes, width: width, height: height))
  }

  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Size, 8 bits a channel, the type of pixel; deflate, adaptive filters, not interlaced.
  private static func header(_ width: Int, _ height: Int, colorType: UInt8) -> [UInt8] {
    var writer = BitWriter(after: [], capacity: 13)
    writer.appendBigEndian(UInt32(width))
    writer.appendBigEndian(UInt32(height))
    return writer.bytes + [8, colorType, 0, 0, 0]
  }
}

extension BitWriter {
  /// Appends a chunk: length, name, bytes and the checksum of name and bytes.
  mutating func append(_ name: StaticString, bytes: [UInt8]) { append(name) { $0.append(bytes) } }

  /// Appends a chunk whose bytes `write` appends.
  mutating func append(_ name: StaticString, _ write: (inout BitWriter) -> Void) {
    let start = bytes.count
    appendBigEndian(0)
    append(name.withUTF8Buffer { unsafe Array($0) })
    write(&self)
    let length = UInt32(bytes.count - start - 8)
    replace(at: start, bigEndian: length)
    let checksum = unsafe bytes[(start + 4)...].withUnsafeBufferPointer {
      unsafe crc32(0, $0.baseAddress, length + 4)
    }
    appendBigEndian(UInt32(truncatingIfNeeded: checksum))
  }
}
