import Synchronization

/// Things that are costly to make and are used by one thread at a time.
final class Pool<Element: ~Copyable>: Sendable {
  /// Holds one thing that no thread uses.
  private final class Box {
    var element: Element?

    init(_ element: consuming Element) { self.element = consume element }
  }

  // Unchecked because elements need not be Sendable: whoever takes one is the only one to have it.
  private struct Boxes: @unchecked Sendable {
    var boxes: [Box] = []
  }

  private let state = Mutex(Boxes())
  /// More than this are thrown away.
  private let limit = 8

  /// Returns a thing that was kept, nil if there is none.
  func take() -> Element? {
    state.withLock { $0.boxes.popLast() }?.element.take()
  }

  /// Keeps a thing for whoever takes it next.
  func keep(_ element: consuming Element) {
    let box = Box(element)
    state.withLock { if $0.boxes.count < limit { $0.boxes.append(box) } }
  }
}
