import CZlib

/// Files that gzip has compressed.
package enum GzipFile {
  /// Why a file cannot be decompressed.
  package enum Failure: Error, Sendable, Equatable {
    case damaged
    case truncated
    case tooLarge
    case outOfMemory
  }

  /// Whether a file begins as compressed ones do.
  package static func isCompressed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// Returns the contents of a compressed file, all of its members after each other.
  ///
  /// - Parameter limit: The most bytes of contents.
  package static func decompress(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    var contents: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = unsafe nbrun_gunzip(bytes, bytes.count, limit, &contents, &count)
    defer { unsafe free(contents) }
    switch status {
    case NBRUN_GUNZIP_DONE:
      return unsafe Array(UnsafeBufferPointer(start: contents, count: count))
    case NBRUN_GUNZIP_TRUNCATED: throw .truncated
    case NBRUN_GUNZIP_TOO_LARGE: throw .tooLarge
    case NBRUN_GUNZIP_NO_MEMORY: throw .outOfMemory
    default: throw .damaged
    }
  }
}
