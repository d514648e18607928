//! The three kinds of files.

use super::{OPERATION, Object, PLATFORM, TYPES};

/// What a spec file describes; its name says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// One operation.
    Operation,
    /// A `platform.yaml`.
    Platform,
    /// A `types.yaml`.
    Types,
}

/// All kinds of files.
pub const FILES: [FileKind; 3] = [FileKind::Operation, FileKind::Platform, FileKind::Types];

impl FileKind {
    /// The object the whole file is.
    pub fn object(self) -> &'static Object {
        match self {
            FileKind::Operation => &OPERATION,
            FileKind::Platform => &PLATFORM,
            FileKind::Types => &TYPES,
        }
    }

    /// The name of its JSON Schema file.
    pub fn schema_file(self) -> &'static str {
        match self {
            FileKind::Operation => "operation.json",
            FileKind::Platform => "platform.json",
            FileKind::Types => "types.json",
        }
    }
}
