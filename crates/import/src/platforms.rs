//! The platforms a tree may begin with.
//!
//! What the operations of a platform share stands on pages of its own, and was written down once,
//! by hand. A tree that has no such file yet gets it with its first page, so that what an import
//! writes can be checked and generated from at once.

use larkspur_spec::load_texts;
use larkspur_spec::tree::PlatformTree;

/// A platform's folder and the text of its `platform.yaml`.
const PLATFORMS: &[(&str, &str)] = &[
    ("feishu", include_str!("../../../specs/feishu/platform.yaml")),
    ("feishu_project", include_str!("../../../specs/feishu_project/platform.yaml")),
    ("fxiaoke", include_str!("../../../specs/fxiaoke/platform.yaml")),
];

/// The folders of the platforms.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    PLATFORMS.iter().map(|(name, _)| *name)
}

/// The `platform.yaml` that a platform begins with.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    PLATFORMS.iter().find(|(platform, _)| *platform == name).map(|(_, text)| *text)
}

/// A platform without operations.
pub(crate) fn tree(name: &str) -> Option<PlatformTree> {
    let file = format!("{name}/platform.yaml");
    load_texts(vec![(file, text(name)?.to_owned())]).tree.platforms.remove(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_platform_begins_with_a_file_that_loads() {
        for (name, text) in PLATFORMS {
            let loaded = load_texts(vec![(format!("{name}/platform.yaml"), (*text).to_owned())]);
            assert!(!loaded.has_errors(), "{name}");
            assert!(tree(name).is_some_and(|tree| !tree.platform.envelopes.is_empty()));
        }
    }
}
