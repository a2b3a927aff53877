import Diagnostics
import Report

/// An image of a notebook's folder as a `data:` address.
struct LocalImage {
  /// The largest file that is embedded.
  static let byteLimit = 16 << 20
  /// The largest width and height in pixels.
  static let sideLimit = 4_096

  /// Reads the image that a notebook names, from inside of the notebook's folder only.
  ///
  /// - Returns: A `data:` address, or the problem with the image.
  static func address(
    of image: Located<String>, in folder: String, files: LocalFiles
  ) -> Result<String, ImageProblem> {
    let path = image.value
    func problem(_ message: String, _ label: String? = nil) -> Result<String, ImageProblem> {
      .failure(ImageProblem(.error(.imageProblem, message, at: image.range, label: label)))
    }
    let resolved: String
    do throws(NotebookFolder.Refusal) {
      resolved = try NotebookFolder(path: folder, files: files).resolve(path)
    } catch {
      switch error {
      case .missing: return problem("there is no image `\(path)` beside the notebook")
      case .outside: return problem("image `\(path)` is outside of the notebook's folder")
      case .absolute:
        return problem(
          "image `\(path)` is outside of the notebook's folder", "write a path relative to it")
      }
    }
    let bytes: [UInt8]
    do throws(FileFailure) {
      bytes = try files.read(resolved, limit: byteLimit)
    } catch {
      return problem("image `\(path)` cannot be read: \(error.reason)")
    }
    guard bytes.count <= byteLimit else {
      return problem("image `\(path)` has more than \(byteLimit >> 20) MiB")
    }
    guard let format = ImageFormat(bytes) else {
      return problem(
        "`\(path)` is not an image that pages can show", "use PNG, JPEG, GIF, WebP or SVG")
    }
    if let (width, height) = format.size, max(width, height) > sideLimit {
      return problem(
        "image `\(path)` has \(width) × \(height) pixels",
        "at most \(sideLimit) a side are embedded")
    }
    return .success("data:\(format.mediaType);base64,\(Base64.encode(bytes))")
  }
}

/// Why an image cannot be embedded.
struct ImageProblem: Error {
  let diagnostic: Diagnostic

  init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }
}

/// What a file's first bytes say that it is.
struct ImageFormat: Equatable {
  var mediaType: String
  /// In pixels, nil where the format has none or the header is cut off.
  var size: (width: Int, height: Int)?

  static func == (first: ImageFormat, second: ImageFormat) -> Bool {
    first.mediaType == second.mediaType && first.size?.width == second.size?.width
      && first.size?.height == second.size?.height
  }

  /// Recognises PNG, JPEG, GIF, WebP and SVG; nil for anything else.
  init?(_ bytes: [UInt8]) {
    func starts(_ prefix: [UInt8], at offset: Int = 0) -> Bool {
      bytes.count >= offset + prefix.count && bytes[offset...].starts(with: prefix)
    }
    func big(_ offset: Int, _ count: Int) -> Int {
      bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
    }
    if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      mediaType = "image/png"
      if bytes.count >= 24 { size = (big(16, 4), big(20, 4)) }
    } else if starts([0xFF, 0xD8, 0xFF]) {
      mediaType = "image/jpeg"
      size = Self.sizeOfJPEG(bytes)
    } else if starts(Array("GIF8".utf8)) {
      mediaType = "image/gif"
      if bytes.count >= 10 {
        size = (Int(bytes[6]) | Int(bytes[7]) << 8, Int(bytes[8]) | Int(bytes[9]) << 8)
      }
    } else if starts(Array("RIFF".utf8)), starts(Array("WEBP".utf8), at: 8) {
      mediaType = "image/webp"
    } else if Self.isSVG(bytes) {
      mediaType = "image/svg+xml"
    } else {
      return nil
    }
  }

  /// Walks the segments to the frame header.
  private static func sizeOfJPEG(_ bytes: [UInt8]) -> (width: Int, height: Int)? {
    var offset = 2
    while offset + 9 <= bytes.count, bytes[offset] == 0xFF {
      let marker = bytes[offset + 1]
      if marker == 0xFF {
        offset += 1
        continue
      }
      let length = Int(bytes[offset + 2]) << 8 | Int(bytes[offset + 3])
      let isFrame = (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
      if isFrame {
        let height = Int(bytes[offset + 5]) << 8 | Int(bytes[offset + 6])
        let width = Int(bytes[offset + 7]) << 8 | Int(bytes[offset + 8])
        return (width, height)
      }
      guard length >= 2 else { return nil }
      offset += 2 + length
    }
    return nil
  }

  private static func isSVG(_ bytes: [UInt8]) -> Bool {
    let start = String(decoding: bytes.prefix(1_024), as: UTF8.self)
    let text = start.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    return text.hasPrefix("<svg")
      || ((text.hasPrefix("<?xml") || text.hasPrefix("<!--") || text.hasPrefix("<!DOCTYPE svg"))
        && text.contains("<svg"))
  }
}
