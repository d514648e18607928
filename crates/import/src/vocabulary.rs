//! The words of each platform: which heading, table and label means what.
//!
//! A platform is an entry of `VOCABULARIES` and a module of its own. What they share is how a
//! request line is taken apart (`address`), how a table is read by its heads (`tables`), how a
//! limit is worded (`quota`), and how words are compared at all (`wording`). Pages that follow one
//! deep template are cut at every heading (`sections`); pages of a few known parts under plain
//! labels share nearly all of their reading (`labelled`).

pub(crate) mod address;
pub(crate) mod feishu;
pub(crate) mod fxiaoke;
pub(crate) mod labelled;
pub(crate) mod project;
pub(crate) mod quota;
pub(crate) mod sections;
pub(crate) mod tables;
pub(crate) mod wording;

use crate::document::Document;
use crate::page::{Page, Refusal, Rendering};

/// How the documents of one platform are read.
struct Vocabulary {
    platform: &'static str,
    read: fn(Document, Rendering) -> Result<Page, Refusal>,
}

const VOCABULARIES: &[Vocabulary] = &[
    Vocabulary { platform: feishu::PLATFORM, read: feishu::read },
    Vocabulary { platform: project::PLATFORM, read: project::read },
    Vocabulary { platform: fxiaoke::PLATFORM, read: fxiaoke::read },
];

/// Reads the facts of a document.
///
/// # Errors
/// Where it is no page of one endpoint, or not the whole of it.
pub fn read(document: Document, rendering: Rendering) -> Result<Page, Refusal> {
    match VOCABULARIES.iter().find(|vocabulary| vocabulary.platform == rendering.platform) {
        Some(vocabulary) => (vocabulary.read)(document, rendering),
        None => Err(Refusal {
            at: None,
            kind: "unknown-platform",
            why: format!(
                "no vocabulary reads pages of the platform {:?}; known are: {}",
                rendering.platform,
                VOCABULARIES.iter().map(|known| known.platform).collect::<Vec<_>>().join(", ")
            ),
        }),
    }
}
