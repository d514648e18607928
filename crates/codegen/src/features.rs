//! The features of the client: one per project, one per platform that sums them.
//!
//! They stand in a marked region of the client's manifest, because Cargo reads features nowhere
//! else.

use crate::model::Platform;

/// The line before the region.
pub const BEGIN: &str = "# Features by platform and project, written by `cargo xtask generate`.";
/// The line after it.
pub const END: &str = "# End of the written features.";

/// A manifest without the region.
#[derive(Debug, thiserror::Error)]
#[error(
    "the manifest has no line `{BEGIN}` with a line `{END}` after it; put both under [features]"
)]
pub struct MissingRegion;

/// The manifest with the region brought up to date.
pub fn update(manifest: &str, platforms: &[Platform]) -> Result<String, MissingRegion> {
    let (before, rest) = manifest.split_once(BEGIN).ok_or(MissingRegion)?;
    let (_, after) = rest.split_once(END).ok_or(MissingRegion)?;
    Ok(format!("{before}{BEGIN}\n{}{END}{after}", lines(platforms)))
}

fn lines(platforms: &[Platform]) -> String {
    let names = platforms.iter().map(|platform| format!("\"{}\"", platform.name.replace('_', "-")));
    let mut lines = format!("platforms = [{}]\n", names.collect::<Vec<_>>().join(", "));
    for platform in platforms {
        let inner = crate::emit::platform_feature(&platform.name);
        let projects: Vec<_> =
            platform.root.children.iter().filter_map(|project| project.feature.as_ref()).collect();
        let all = projects.iter().map(|feature| format!("\"{feature}\""));
        let name = platform.name.replace('_', "-");
        let mut sum: Vec<_> = all.collect();
        if sum.is_empty() {
            sum.push(format!("\"{inner}\""));
        }
        lines.push_str(&format!("{name} = [{}]\n", sum.join(", ")));
        for feature in projects {
            lines.push_str(&format!("{feature} = [\"{inner}\"]\n"));
        }
        lines.push_str(&format!("{inner} = []\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_without_the_region_is_refused() {
        assert!(update("[features]\n", &[]).is_err());
        let both = format!("[features]\n{BEGIN}\nold = []\n{END}\n\n[lints]\n");
        let updated = update(&both, &[]).expect("the region is there");
        assert_eq!(updated, format!("[features]\n{BEGIN}\nplatforms = []\n{END}\n\n[lints]\n"));
    }
}
