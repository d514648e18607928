//! A whole spec tree in memory, keyed the way its readers ask for it.
//!
//! A file's path is its identity: `feishu/approval/v4/instance/list.yaml` is the operation
//! `feishu.approval.v4.instance.list`. Everything is ordered, so that whoever walks a tree walks
//! it the same way every time.

use crate::model::{Field, Operation, Platform};
use std::collections::BTreeMap;

/// All platforms of a tree, by folder name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    /// The platforms.
    pub platforms: BTreeMap<String, PlatformTree>,
}

/// One platform with everything below its folder.
#[derive(Debug, Clone, PartialEq)]
pub struct PlatformTree {
    /// The folder's name, such as `feishu`.
    pub name: String,
    /// The `platform.yaml`.
    pub platform: Platform,
    /// The path of that file as the user would type it.
    pub file: String,
    /// Shared types of all `types.yaml` below the folder; a name is unique in a platform.
    pub types: BTreeMap<String, SharedType>,
    /// Operations by id.
    pub operations: BTreeMap<String, OperationFile>,
}

/// A type of a `types.yaml`.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedType {
    /// The file that says it.
    pub file: String,
    /// The type itself: an `object` with fields, or text or numbers with an `enum`.
    pub field: Field,
}

/// An operation and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct OperationFile {
    /// The path of the file as the user would type it.
    pub file: String,
    /// The dotted id, beginning with the platform: `feishu.approval.v4.instance.list`.
    pub id: String,
    /// What the file says.
    pub operation: Operation,
}

impl OperationFile {
    /// The segments of the id after the platform: `["approval", "v4", "instance", "list"]`.
    pub fn segments(&self) -> Vec<&str> {
        self.id.split('.').skip(1).collect()
    }
}

impl Tree {
    /// Every operation of every platform, in order.
    pub fn operations(&self) -> impl Iterator<Item = (&PlatformTree, &OperationFile)> {
        self.platforms
            .values()
            .flat_map(|platform| platform.operations.values().map(move |op| (platform, op)))
    }
}
