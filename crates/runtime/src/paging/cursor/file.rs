//! Cursors in files, for harvests that must survive a kill at any moment.

use super::{Cursor, Head};
use crate::random::Random;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// A cursor could not be written to a file or read from it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// The file system refused.
    #[error("the cursor file {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: io::Error,
    },
    /// The file holds no cursor.
    #[error("{0} holds no cursor")]
    Garbage(PathBuf),
}

impl Cursor {
    /// Writes the cursor to a file. Whenever the process is killed, the file holds either the
    /// cursor before or this one, never a part: it is written beside the old one, brought to the
    /// disk, and put in its place. That takes as long as the disk takes, and blocks the thread.
    ///
    /// The file holds page tokens and keys of items, and has the permissions that the system
    /// gives to new files.
    ///
    /// # Errors
    /// [`CursorError::File`] when the file system refuses; the old file is left as it was.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), CursorError> {
        let path = path.as_ref();
        let place = |source| CursorError::File { path: path.to_owned(), source };
        let beside = sibling(path).map_err(place)?;
        let written = write(&beside, &self.0).and_then(|()| fs::rename(&beside, path));
        if written.is_err() {
            // It may not even exist, and the first error is the one to tell.
            let _ = fs::remove_file(&beside);
        }
        written.map_err(place)?;
        settle(path);
        Ok(())
    }

    /// Reads a cursor from a file; `None` where there is no such file, so that the first run of
    /// a program needs no case of its own.
    ///
    /// # Errors
    /// [`CursorError::File`] when the file cannot be read, [`CursorError::Garbage`] when it holds
    /// something else. Whether the cursor fits a list is found when that is resumed.
    pub fn load(path: impl AsRef<Path>) -> Result<Option<Self>, CursorError> {
        let path = path.as_ref();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(CursorError::Garbage(path.to_owned()));
            }
            Err(source) => return Err(CursorError::File { path: path.to_owned(), source }),
        };
        match serde_json::from_str::<Head>(&text) {
            Ok(_) => Ok(Some(Self(text))),
            Err(_) => Err(CursorError::Garbage(path.to_owned())),
        }
    }
}

/// A name in the same folder, since only there a file can be put in another's place; a new one
/// each time, so that two writers do not write into each other's.
fn sibling(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}", Random::System.digits()));
    Ok(path.with_file_name(hidden))
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Brings the new name to the disk, too. Some systems cannot open folders; on those the name
/// reaches the disk in its own time, and until then the old cursor stands, which is as right.
fn settle(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Ok(folder) = File::open(folder.unwrap_or(Path::new("."))) {
        let _ = folder.sync_all();
    }
}
