//! What tells an item of a harvested list from all others, for tests that count each once.

use larkspur::fxiaoke::crm::object::approval_instances::query::Instance;
use larkspur::{feishu, feishu_project};

/// An item that can be told from all others.
pub trait Keyed {
    /// Its key, as the mock tells it.
    fn key(&self) -> String;
}

impl Keyed for String {
    fn key(&self) -> String {
        self.clone()
    }
}

impl Keyed for feishu::task::v2::tasklist::list::Tasklist {
    fn key(&self) -> String {
        self.guid.clone().expect("every item has a guid")
    }
}

impl Keyed for feishu_project::types::WorkItemInfo {
    fn key(&self) -> String {
        self.id.expect("every item has an id").to_string()
    }
}

impl Keyed for Instance {
    fn key(&self) -> String {
        self.instance_id.clone().expect("every item has an id")
    }
}
