//! What a new operation is called: the one rule from method, path and the page's address.
//!
//! The rule looks at nothing that a rendering may lack, so that a page gets the same name from
//! each of them and in any order of import. It is written down for people in `docs/language.md`.
//!
//! 1. The fixed segments of the path, in snake case, without the gateway's prefix. On Feishu the
//!    first is the project, the next the version.
//! 2. A last segment that is an action (`search`, `batch_get`, `upload_all`, or anything in the
//!    singular that is POSTed to) is the method. Otherwise the method is what the HTTP method does
//!    to one item or to the collection: `get`, `list`, `create`, `update`, `patch`, `delete`.
//! 3. The other segments, in the singular and joined by `_`, are the resource.
//! 4. `platform` and `types` name files of another kind, so an operation called like that gets
//!    what the HTTP method does as one more segment.
//! 5. Two things hang on the page's address: a page of a historic version gets `_historic`, and
//!    an OAuth token endpoint, which has a page for each grant, is called like its page.

use crate::page::{Page, PageSource};
use crate::vocabulary::feishu::{self, is_historic};
use heck::ToSnakeCase as _;
use larkspur_spec::load::is_segment;
use larkspur_spec::model::Method;

/// First segments that belong to the gateway and to no project.
const GATEWAYS: &[&str] = &["open-apis", "open_api", "openapi", "cgi"];

/// Names of files that hold no operation.
const RESERVED: &[&str] = &["platform", "types"];

/// No segment is longer, so that it can be the name of a file everywhere, also with what is put
/// behind it.
const LONGEST: usize = 100;

/// Words that make a last segment an action, alone or as the first word of it.
const ACTIONS: &[&str] = &[
    "add",
    "approve",
    "archive",
    "batch",
    "bind",
    "cancel",
    "check",
    "close",
    "copy",
    "count",
    "create",
    "delete",
    "disable",
    "download",
    "enable",
    "export",
    "filter",
    "find",
    "finish",
    "forward",
    "get",
    "import",
    "internal",
    "invite",
    "join",
    "list",
    "match",
    "merge",
    "mget",
    "move",
    "parse",
    "patch",
    "preview",
    "publish",
    "query",
    "read",
    "recognize",
    "refresh",
    "register",
    "reject",
    "remove",
    "reply",
    "resend",
    "reset",
    "revoke",
    "search",
    "send",
    "set",
    "simple",
    "sort",
    "start",
    "stop",
    "submit",
    "subscribe",
    "sync",
    "test",
    "transfer",
    "translate",
    "unbind",
    "unsubscribe",
    "update",
    "upload",
    "verify",
    "withdraw",
];

/// Why no name can be made of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoName {
    /// The rule needs the page's address, and the rendering has none.
    #[error(
        "an OAuth token endpoint has a page for each grant, and this rendering does not say which it is: \
         import another rendering of the page, or write the file's `source.url` by hand first"
    )]
    NoAddress,
    /// The path has nothing to make a name of.
    #[error(
        "no name can be made of the path `{0}`: create the file by hand, with the page's `source.url`"
    )]
    NoSegments(String),
    /// A file system would not take the name.
    #[error(
        "the name that begins with `{0}` is too long for a file: create the file by hand, with the page's `source.url`"
    )]
    TooLong(String),
}

/// The path of the operation's file below the platform's folder, without `.yaml`.
///
/// # Errors
/// Where the rule needs what the page does not have.
pub(crate) fn name(page: &Page) -> Result<Vec<String>, NoName> {
    let path = page.path.text.as_str();
    let mut segments = match page.platform {
        feishu::PLATFORM => by_template(page.method, path),
        _ => plain(page.method, path),
    };
    if has_a_page_for_each_grant(path) {
        let own = last_segment(&page.source).ok_or(NoName::NoAddress)?;
        if let Some(method) = segments.last_mut() {
            *method = own;
        }
    }
    if page.source.addresses().any(is_historic)
        && let Some(method) = segments.last_mut()
    {
        method.push_str("_historic");
    }
    if segments.last().is_some_and(|last| RESERVED.contains(&last.as_str())) {
        segments.push(usual(page.method, steps(path).last()).to_owned());
    }
    if let Some(long) = segments.iter().find(|segment| segment.len() > LONGEST) {
        return Err(NoName::TooLong(long.chars().take(40).collect()));
    }
    match segments.is_empty() || !segments.iter().all(|segment| is_segment(segment)) {
        true => Err(NoName::NoSegments(path.to_owned())),
        false => Ok(segments),
    }
}

/// Whether a path is that of an OAuth token endpoint, which several pages describe.
pub(crate) fn has_a_page_for_each_grant(path: &str) -> bool {
    path.ends_with("/oauth/token")
}

/// A name made longer by the last segment of the page's address, for pages that share their
/// method and path with another.
pub(crate) fn with_address(segments: &[String], source: &PageSource) -> Option<Vec<String>> {
    let (method, rest) = segments.split_last()?;
    let longer = format!("{method}_{}", last_segment(source)?);
    if longer.len() > LONGEST {
        return None;
    }
    Some(rest.iter().cloned().chain([longer]).collect())
}

/// The last segment of the page's address, as a name.
fn last_segment(source: &PageSource) -> Option<String> {
    let address = source.addresses().next()?;
    let last = address.trim_end_matches('/').rsplit('/').next()?.to_snake_case();
    is_segment(&last).then_some(last)
}

/// A fixed segment of a path.
struct Step {
    name: String,
    /// A path parameter follows: the segment is a collection and the parameter one of its items.
    item: bool,
}

fn steps(path: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        if segment.starts_with(':') {
            if let Some(last) = steps.last_mut() {
                last.item = true;
            }
        } else if !GATEWAYS.contains(&segment) {
            steps.push(Step { name: segment.to_snake_case(), item: false });
        }
    }
    steps
}

/// Project, version, resource, method.
fn by_template(method: Method, path: &str) -> Vec<String> {
    let mut steps = steps(path).into_iter().peekable();
    let mut segments: Vec<String> = steps.next().map(|step| step.name).into_iter().collect();
    if let Some(version) = steps.next_if(|step| is_version(&step.name)) {
        segments.push(version.name);
    }
    let mut rest: Vec<Step> = steps.collect();
    let action = match rest.pop_if(|last| !last.item && is_action(method, &last.name)) {
        Some(last) => last.name,
        None => usual(method, rest.last()).to_owned(),
    };
    if !rest.is_empty() {
        segments.push(resource(&rest));
    }
    segments.push(action);
    segments
}

/// The fixed segments as they are; where the path ends in an item, what is done to it.
fn plain(method: Method, path: &str) -> Vec<String> {
    let steps = steps(path);
    let on_item = steps.last().is_some_and(|last| last.item);
    let action =
        (on_item && method != Method::Post).then(|| usual(method, steps.last()).to_owned());
    steps.into_iter().map(|step| step.name).chain(action).collect()
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn is_action(method: Method, name: &str) -> bool {
    let first = name.split('_').next().unwrap_or_default();
    ACTIONS.contains(&first) || method == Method::Post && singular(name) == name
}

/// What an HTTP method does to a collection or to one of its items.
fn usual(method: Method, last: Option<&Step>) -> &'static str {
    let collection = last.is_some_and(|last| !last.item && singular(&last.name) != last.name);
    match method {
        Method::Get if collection => "list",
        Method::Get => "get",
        Method::Post => "create",
        Method::Put => "update",
        Method::Patch => "patch",
        Method::Delete => "delete",
    }
}

/// `app`, `table`, `record` -> `app_table_record`; a segment that repeats the one before
/// (`chats`, `chat_tabs`) stands for both.
fn resource(steps: &[Step]) -> String {
    let mut joined = String::new();
    for name in steps.iter().map(|step| singular(&step.name)) {
        let repeats = name.strip_prefix(&joined).is_some_and(|rest| rest.starts_with('_'));
        if !joined.is_empty() && !repeats {
            joined.push('_');
            joined.push_str(&name);
        } else {
            joined = name;
        }
    }
    joined
}

/// The singular of the last word of a name.
fn singular(name: &str) -> String {
    let stem = |end: &str, put: &str| name.strip_suffix(end).map(|stem| format!("{stem}{put}"));
    if ["ss", "us", "is"].iter().any(|end| name.ends_with(end)) {
        return name.to_owned();
    }
    stem("ies", "y")
        .or_else(|| stem("sses", "ss"))
        .or_else(|| stem("uses", "us"))
        .or_else(|| stem("xes", "x"))
        .or_else(|| stem("ches", "ch"))
        .or_else(|| stem("shes", "sh"))
        .or_else(|| stem("s", ""))
        .unwrap_or_else(|| name.to_owned())
}

/// How the vendor's own link to try the call names it, in the form of our names.
///
/// `project=drive&version=v1&resource=file.version&method=list` is
/// `drive/v1/file_version/list`.
pub(crate) fn of_link(query: &str) -> Option<String> {
    let part = |key: &str| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
            .map(str::to_owned)
    };
    let resource = part("resource")?.replace('.', "_");
    Some([part("project")?, part("version")?, resource, part("method")?].join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Line;
    use crate::page::fixture;

    fn named(method: Method, path: &str) -> String {
        by_template(method, path).join("/")
    }

    #[test]
    fn a_name_comes_from_method_and_path() {
        use Method::*;
        for (method, path, name) in [
            (Get, "/open-apis/pantry/v2/jars", "pantry/v2/jar/list"),
            (Get, "/open-apis/task/v2/tasklists", "task/v2/tasklist/list"),
            (Get, "/open-apis/drive/v1/files/:token/versions", "drive/v1/file_version/list"),
            (Post, "/open-apis/drive/v1/medias/upload_all", "drive/v1/media/upload_all"),
            (Get, "/open-apis/drive/v1/medias/:token/download", "drive/v1/media/download"),
            (Post, "/open-apis/ai/v1/paper/field_extraction", "ai/v1/paper/field_extraction"),
            (Post, "/open-apis/mail/v4/batch_send", "mail/v4/batch_send"),
            (Get, "/open-apis/room/freebusy/batch_get", "room/freebusy/batch_get"),
            (Get, "/open-apis/bot/v3/info", "bot/v3/info/get"),
            (Put, "/open-apis/s/v2/sheets/:t/dataRule/:id", "s/v2/sheet_data_rule/update"),
            (Delete, "/open-apis/s/v2/sheets/:t/dataRule", "s/v2/sheet_data_rule/delete"),
            (
                Delete,
                "/open-apis/im/v1/chats/:c/chat_tabs/delete_tabs",
                "im/v1/chat_tab/delete_tabs",
            ),
            (Patch, "/open-apis/im/v1/messages/:id", "im/v1/message/patch"),
            (Post, "/open-apis/p/v1/system_statuses", "p/v1/system_status/create"),
            (Post, "/approval/openapi/v2/file/upload", "approval/v2/file/upload"),
        ] {
            assert_eq!(named(method, path), name, "{method:?} {path}");
        }
    }

    #[test]
    fn other_platforms_keep_the_segments_of_the_path() {
        for (method, path, name) in [
            (Method::Post, "/open_api/:project_key/work_item/filter", "work_item/filter"),
            (
                Method::Post,
                "/cgi/crm/object/approvalInstances/query",
                "crm/object/approval_instances/query",
            ),
            (Method::Get, "/open_api/:project_key/work_item/:id", "work_item/get"),
        ] {
            assert_eq!(plain(method, path).join("/"), name);
        }
    }

    fn whole(platform: &'static str, path: &str) -> Result<String, NoName> {
        let line = |text: &str| Line { text: text.to_owned(), ..Line::default() };
        let page = fixture::page(platform, Method::Post, line(path), line("x"));
        name(&page).map(|segments| segments.join("/"))
    }

    #[test]
    fn no_operation_takes_the_file_of_a_platform_or_of_its_types() {
        for (platform, path, name) in [
            ("feishu_project", "/open_api/:project_key/owl/types", "owl/types/create"),
            ("feishu_project", "/open_api/platform", "platform/create"),
            ("feishu", "/open-apis/owl/v1/jars/platform", "owl/v1/jar/platform/create"),
            ("feishu_project", "/open_api/types/owl", "types/owl"),
        ] {
            assert_eq!(whole(platform, path).as_deref(), Ok(name), "{path}");
        }
    }

    #[test]
    fn what_no_file_can_be_called_is_no_name() {
        let long = "owl_".repeat(80);
        for path in [format!("/open-apis/p/v1/{long}"), "/open-apis/p/v1/2".to_owned()] {
            assert!(whole("feishu", &path).is_err(), "{path}");
        }
        let whole_path = "/jars".repeat(80);
        assert!(whole("feishu", &format!("/open-apis/p/v1{whole_path}")).is_err());
    }

    #[test]
    fn the_last_segment_of_an_address_is_a_name() {
        let source = |url: &str| PageSource { url: Some(url.to_owned()), ..PageSource::default() };
        assert_eq!(
            last_segment(&source("https://example.com/a/get-it/")).as_deref(),
            Some("get_it")
        );
    }

    #[test]
    fn the_vendors_own_name_is_read_from_the_link() {
        assert_eq!(
            of_link("project=drive&version=v1&resource=file.version&method=list").as_deref(),
            Some("drive/v1/file_version/list")
        );
        assert_eq!(of_link("project=drive"), None);
    }
}
