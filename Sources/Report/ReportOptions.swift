/// How a run becomes a page.
package struct ReportOptions: Sendable {
  /// A link to a neighbouring page of a rendered folder.
  package struct PageLink: Sendable, Hashable {
    package var title: String
    /// The address relative to the page, such as `02-overfitting.html`.
    package var address: String

    /// Creates a link.
    package init(title: String, address: String) {
      self.title = title
      self.address = address
    }
  }

  /// Whether the author's raw HTML becomes part of the page instead of being shown as text.
  package var allowsHTML: Bool
  /// What `<meta name="generator">` says, such as `nbrun 0.1.0`.
  package var generator: String
  /// The contents of local images as `data:` addresses, by the path the author wrote; a missing
  /// path appears as its alternative text.
  package var localImages: [String: String]
  /// The pages of other notebooks by the path of the notebook as authors link to it, such as
  /// `02-overfitting.md` to `02-overfitting.html`; links keep their fragments.
  package var notebookAddresses: [String: String]
  package var previous: PageLink?
  package var next: PageLink?
  /// The page that lists all notebooks of a folder.
  package var index: PageLink?

  /// Creates the options of a page that stands alone.
  package init(
    allowsHTML: Bool = false, generator: String = "nbrun", localImages: [String: String] = [:],
    notebookAddresses: [String: String] = [:], previous: PageLink? = nil, next: PageLink? = nil,
    index: PageLink? = nil
  ) {
    self.allowsHTML = allowsHTML
    self.generator = generator
    self.localImages = localImages
    self.notebookAddresses = notebookAddresses
    self.previous = previous
    self.next = next
    self.index = index
  }

  /// Returns an author's address with a notebook's path replaced by that of its page.
  func pageAddress(of destination: String) -> String {
    let path = destination.prefix { $0 != "#" }
    guard let page = notebookAddresses[String(path)] else { return destination }
    return page + destination[path.endIndex...]
  }
}
