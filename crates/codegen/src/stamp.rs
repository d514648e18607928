//! A memory of the last run, so that a run with nothing to do is over at once.
//!
//! A stamp holds two digests: one of all that goes in (the generator itself and every spec file),
//! one of all that came out. When both still hold, the output is what the specs say, and neither
//! parsing nor printing can find anything else. A stamp never makes anything right: without one,
//! or with a wrong one, everything is done in full.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// FNV-1a over 128 bits: quick, without a dependency, and no two trees of a project share a
/// digest by chance.
struct Digest(u128);

impl Digest {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

    fn new() -> Self {
        Self(Self::BASIS)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(Self::PRIME);
        }
        // A length after each piece keeps neighbours apart.
        for byte in bytes.len().to_le_bytes() {
            self.0 = (self.0 ^ u128::from(byte)).wrapping_mul(Self::PRIME);
        }
    }

    /// Adds every file below a folder, by its path and its bytes.
    fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
        paths.sort();
        for path in paths {
            if path.is_dir() && !path.is_symlink() {
                self.add_folder(&path)?;
            } else {
                self.add_file(&path)?;
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path) -> io::Result<()> {
        self.add(path.as_os_str().as_encoded_bytes());
        self.add(&fs::read(path)?);
        Ok(())
    }
}

/// The stamp of one pair of folders.
pub struct Stamp<'p> {
    /// Where it is kept.
    pub file: PathBuf,
    /// The spec tree.
    pub specs: &'p Path,
    /// The generated files.
    pub out: &'p Path,
    /// The manifest with the feature list, where one is kept in step.
    pub manifest: Option<&'p Path>,
}

impl<'p> Stamp<'p> {
    /// The stamp of these folders, kept in `folder`.
    pub fn new(folder: &Path, specs: &'p Path, out: &'p Path, manifest: Option<&'p Path>) -> Self {
        let mut name = Digest::new();
        name.add(specs.as_os_str().as_encoded_bytes());
        name.add(out.as_os_str().as_encoded_bytes());
        let file = folder.join(format!("generated-{:032x}.stamp", name.0));
        Self { file, specs, out, manifest }
    }

    /// Whether the last run left things as they are now.
    pub fn holds(&self) -> bool {
        let kept = fs::read_to_string(&self.file);
        kept.is_ok_and(|kept| self.digest().is_ok_and(|now| kept == now))
    }

    /// Remembers things as they are now. A memory that cannot be kept costs time and no more.
    pub fn keep(&self) {
        if let (Some(folder), Ok(digest)) = (self.file.parent(), self.digest()) {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.file, digest));
        }
    }

    fn digest(&self) -> io::Result<String> {
        let mut digest = Digest::new();
        digest.add_file(&std::env::current_exe()?)?;
        digest.add_folder(self.specs)?;
        digest.add_folder(self.out)?;
        if let Some(manifest) = self.manifest {
            digest.add_file(manifest)?;
        }
        Ok(format!("{:032x}\n", digest.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_anything_changes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (specs, out) = (folder.path().join("specs"), folder.path().join("out"));
        for path in [&specs, &out] {
            fs::create_dir_all(path.join("deep")).expect("a folder");
            fs::write(path.join("deep/file"), "one").expect("a file");
        }
        let stamp = Stamp::new(folder.path(), &specs, &out, None);
        assert!(!stamp.holds());
        stamp.keep();
        assert!(stamp.holds());
        for changed in [&specs, &out] {
            stamp.keep();
            fs::write(changed.join("deep/file"), "two").expect("a file");
            assert!(!stamp.holds());
        }
        stamp.keep();
        fs::write(out.join("new"), "").expect("a file");
        assert!(!stamp.holds());
        stamp.keep();
        fs::remove_file(out.join("new")).expect("a file");
        assert!(!stamp.holds());
    }
}
