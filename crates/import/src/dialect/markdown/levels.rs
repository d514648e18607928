//! Nesting drawn in front of a name: branch signs (`└`, `∟`) and wide blanks (`&emsp;`, `&nbsp;`).
//!
//! Nobody indents by a fixed width, so a width means something only beside the other rows of its
//! table: wider than the row above is one deeper, as wide as an earlier one is that one's sibling.

/// The signs that draw a branch.
const BRANCHES: [char; 3] = ['└', '∟', '├'];

/// The blanks that count, and how wide they are.
const BLANKS: &[(&str, usize)] = &[
    ("&nbsp;", 1),
    ("&ensp;", 1),
    ("&ensp:", 1),
    ("&emsp;", 2),
    ("\u{a0}", 1),
    ("\u{2002}", 1),
    ("\u{2003}", 2),
    ("\u{3000}", 2),
];

/// What stands in front of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Indent {
    /// The bytes before the name.
    pub(crate) bytes: usize,
    /// How wide the blanks before the branch sign are.
    pub(crate) width: usize,
    /// Whether a branch sign stands there.
    pub(crate) branch: Option<char>,
}

impl Indent {
    /// Reads what stands in front of a name.
    pub(crate) fn of(text: &str) -> Self {
        let mut indent = Self::default();
        loop {
            let rest = &text[indent.bytes..];
            let blank = BLANKS.iter().find(|(blank, _)| rest.starts_with(blank));
            let first = rest.chars().next();
            if let Some((blank, width)) = blank {
                indent.bytes += blank.len();
                indent.width += if indent.branch.is_none() { *width } else { 0 };
            } else if let Some(sign) = first.filter(|sign| BRANCHES.contains(sign)) {
                indent.bytes += sign.len_utf8();
                indent.branch = Some(sign);
            } else if let Some(blank) = first.filter(|sign| sign.is_whitespace()) {
                indent.bytes += blank.len_utf8();
            } else {
                return indent;
            }
        }
    }

    /// Whether it says that the row is nested.
    pub(crate) fn nests(self) -> bool {
        self.branch.is_some() || self.width > 0
    }
}

/// The level of each row of a table, `None` for all when no row is nested.
pub(crate) fn levels(indents: &[Indent]) -> Vec<Option<usize>> {
    if !indents.iter().any(|indent| indent.nests()) {
        return vec![None; indents.len()];
    }
    let mut open: Vec<usize> = Vec::new();
    let open_level = |indent: &Indent| {
        let width = if indent.nests() { indent.width + 1 } else { 0 };
        while open.last().is_some_and(|last| *last >= width) {
            open.pop();
        }
        open.push(width);
        // A table that starts inside of something has no row of width 0 above.
        Some(open.len() - usize::from(open[0] == 0))
    };
    indents.iter().map(open_level).collect()
}
