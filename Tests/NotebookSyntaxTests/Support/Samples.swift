/// Notebooks with everything the language has, for tests of properties.
enum Samples {
  static let all = [everything, nested, table, prose]

  static let everything = """
    ---
    title: "Résumé: {{ params.n }}"
    author: [A, B]
    seed: 7
    params:
      lr: 0.03
      n: 400
    ---

    # Intro $x_1$ {#sec-intro}

    Text with *emph **strong** `code`* and {{ xor.test.accuracy:.1% }}, @fig-xor, [-@eq-a].
    Next line  \u{20}
    hard\\
    break &amp; &#233; \\* <b>html</b> ~~gone~~ [link *x*](http://a.b "t") ![i](p.png) www.e.org

    $$
    \\frac{1}{2}
    $$ {#eq-a}

    ```train xor
    data: xor n={{ params.n }} noise=0.1
    model: [dense 8, tanh, dense 1]
    optimizer: {adam: {lr: 0.03}}
    graph: |
      q = x + y
        f = q * z
    caption: 'it''s *fine* {{ xor.loss:.3f }}'
    expect: {test.accuracy: ">= 0.95"}
    ```

    ```{plot} loss run=false
    of: [a, b]
    x: -5..5
    ```

    [^n]: Footnote *text*

        more

    See[^n].

    """

  static let nested = """
    > [!NOTE]
    > Quoted *text
    > over* lines `and
    > code`
    >
    > 1. one $a$
    >    - two {{ a.b }}
    >
    >      ```backprop-trace t
    >      graph: f = (x + y) * z
    >      at: {x: -2}
    >      ```
    >    - [x] done
    lazy

    -\tTab *item*

    \tsecond $y$

    \t```data d
    \tfrom: circles
    \t```

    """

  static let table = """
    intro | line \\| *with
      a* pipe
    | a | *b* \\| c | {{ v.w:.2f }} |
    |:--|:-:|--:|
    | `x\\|y` | $p_1$ | [l](u) |
    | 1 | é機 |
    > | q | @tbl-r |
    > |---|---|
    > | ~~s~~ | t |

    """

  static let prose = """
    Setext *title*
    two {#sec-s}
    ===

    [ref]: /url "T"
    para with [ref], [full text][ref], [ref][] and ![img][ref] 機械 👩‍👩‍👧 é
      indented *cont
      inued*

    <div>
    raw
    </div>

        indented code

    ***

    ~~~python
    x = 1
    ~~~
    """
}
