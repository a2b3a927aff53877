/// The page that lists the notebooks of a rendered folder.
package struct IndexPage: Sendable {
  /// One notebook of the folder.
  package struct Entry: Sendable, Hashable {
    package var title: String
    package var description: String?
    /// The address relative to the index, such as `01-linear-models.html`.
    package var address: String
    /// How many errors the notebook has; shown where it has any.
    package var errorCount: Int

    /// Creates an entry.
    package init(title: String, description: String?, address: String, errorCount: Int = 0) {
      self.title = title
      self.description = description
      self.address = address
      self.errorCount = errorCount
    }
  }

  package var title: String
  package var description: String?
  /// A BCP 47 code.
  package var language: String
  /// In reading order.
  package var entries: [Entry]
  /// What `<meta name="generator">` says.
  package var generator: String

  /// Creates an index.
  package init(
    title: String, description: String? = nil, language: String = "en", entries: [Entry],
    generator: String = "nbrun"
  ) {
    self.title = title
    self.description = description
    self.language = language
    self.entries = entries
    self.generator = generator
  }

  /// Renders the index as one HTML document.
  package func render() -> String {
    "<!DOCTYPE html>\n<html lang=\"en\"></html>\n"
  }
}
