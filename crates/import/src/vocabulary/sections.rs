//! A document cut at its headings.

use crate::document::{Block, Line};

/// A heading and what stands below it, up to the next one of any depth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Section<'a> {
    /// Its heading; none for what stands before the first one.
    pub(crate) heading: Option<&'a Line>,
    /// How deep the heading is; 0 without one.
    pub(crate) depth: usize,
    /// Its tables, code and text.
    pub(crate) blocks: &'a [Block],
}

/// Cuts a page at its headings.
pub(crate) fn sections(blocks: &[Block]) -> Vec<Section<'_>> {
    let mut found = Vec::new();
    let mut open = Section { heading: None, depth: 0, blocks: &blocks[..0] };
    let mut start = 0;
    for (index, block) in blocks.iter().enumerate() {
        if let Block::Heading { depth, line } = block {
            open.blocks = &blocks[start..index];
            found.push(open);
            open = Section { heading: Some(line), depth: *depth, blocks: &blocks[..0] };
            start = index + 1;
        }
    }
    open.blocks = &blocks[start..];
    found.push(open);
    found.retain(|section| section.heading.is_some() || !section.blocks.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Position;

    fn line(text: &str) -> Line {
        Line { text: text.into(), at: Position { line: 1, column: 1 } }
    }

    #[test]
    fn a_section_holds_what_stands_below_its_own_heading_only() {
        let blocks = [
            Block::Text(vec![line("before")]),
            Block::Heading { depth: 2, line: line("one") },
            Block::Heading { depth: 3, line: line("two") },
            Block::Text(vec![line("below two")]),
        ];
        let shape: Vec<_> = sections(&blocks)
            .iter()
            .map(|s| (s.heading.map(|h| h.text.as_str()), s.depth, s.blocks.len()))
            .collect();
        assert_eq!(shape, [(None, 0, 1), (Some("one"), 2, 0), (Some("two"), 3, 1)]);
        assert!(sections(&[]).is_empty());
    }
}
