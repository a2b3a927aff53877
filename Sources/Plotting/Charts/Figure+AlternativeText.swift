extension Figure {
  /// One to four sentences that say what the figure shows.
  package var alternativeText: String { "\(kind)." }
}
