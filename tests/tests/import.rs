//! Importing as a maintainer does it: pages on disk, `cargo xtask import`, a tree of specs.
//!
//! The pages here are written anew, in the markup of the real ones.

use larkspur_tests::workspace::{self, Built};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// `cargo xtask`, built once.
static XTASK: LazyLock<PathBuf> = LazyLock::new(|| {
    let built = Built::program("xtask", "xtask").expect("xtask builds");
    built.executable("xtask").expect("xtask is a program").to_owned()
});

const SPEC: &str = "specs/feishu/pantry/v1/shelve_jar/list.yaml";

/// What the pages say, but for where they are from.
const FACTS: &str = "\
http: { method: GET, path: /open-apis/pantry/v1/shelves/:shelf_id/jars }
apps: [custom, isv]
auth: [tenant, user]
scopes: { any_of: [pantry:jar, pantry:jar:readonly] }
quota: [{ calls: 100, per: 1m }]
path:
  shelf_id: { type: string, required: true }
query:
  page_size: { type: integer, default: 20, minimum: 1, maximum: 50 }
  page_token: { type: string }
  lid:
    type: string
    required: true
    enum:
      screw: {}
      cork: {}
response:
  fields:
    items:
      type: [object]
      record: Jar
      fields:
        id: { type: string }
        owner:
          type: object
          fields:
            name: { type: string }
    page_token: { type: string }
    has_more: { type: boolean }
paging: { token: page_token, more: has_more, size: page_size, items: items }
errors:
  7700001: { http: 404, name: shelf_not_found }
  7700002: { http: 429, name: too_many_requests, retry: quota }
";

/// A folder with pages and specs.
struct Desk {
    folder: tempfile::TempDir,
}

/// How a command ended, and what it said.
struct Ended {
    code: Option<i32>,
    said: String,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn path(&self, within: &str) -> PathBuf {
        self.folder.path().join(within)
    }

    fn page(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("written");
        self
    }

    fn import(&self, typed: &[&str]) -> Ended {
        self.xtask("import", typed)
    }

    fn xtask(&self, verb: &str, typed: &[&str]) -> Ended {
        let mut command = Command::new(&*XTASK);
        let output = command.arg(verb).args(typed).current_dir(self.folder.path()).output();
        let output = output.expect("the command starts");
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        Ended { code: output.status.code(), said }
    }

    fn spec(&self) -> String {
        fs::read_to_string(self.path(SPEC)).expect("the spec is there")
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).expect("the file is there");
        assert!(text.contains(from), "{file} holds {from:?}: {text}");
        fs::write(self.path(file), text.replacen(from, to, 1)).expect("written");
    }
}

fn own_page(name: &str) -> Vec<u8> {
    fs::read(workspace::root().join("tests/pages").join(name)).expect("a page of ours")
}

/// The lines of a spec but for the comment, the title and where it is from.
fn facts(spec: &str) -> String {
    let mut kept = String::new();
    let mut in_source = false;
    for line in spec.lines().skip(1) {
        in_source = line.starts_with("source:") || in_source && line.starts_with(' ');
        if !in_source && !line.starts_with("title:") {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

fn imported() -> Desk {
    let desk = Desk::new();
    let ended = desk.page("page.md", own_page("jar_list.lines.md")).import(&["page.md"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    desk
}

#[test]
fn a_page_becomes_a_spec_in_a_tree_that_is_begun_with_it() {
    let desk = imported();
    assert_eq!(facts(&desk.spec()), FACTS);
    let lint = desk.xtask("lint", &[]);
    assert_eq!(lint.code, Some(0), "{}", lint.said);
}

#[test]
fn two_renderings_of_a_page_make_one_spec_in_either_order() {
    for (first, second) in
        [("jar_list.lines.md", "jar_list.tags.md"), ("jar_list.tags.md", "jar_list.lines.md")]
    {
        let desk = Desk::new();
        desk.page("1.md", own_page(first)).page("2.md", own_page(second));
        let ended = desk.import(&["1.md", "2.md"]);
        assert_eq!(ended.code, Some(0), "{}", ended.said);
        let scopes = "scopes: { any_of: [pantry:jar, pantry:jar:readonly] }";
        let told_by_one = "scopes: { any_of: [pantry:jar, pantry:jar:readonly], \
                           apps: { pantry:jar:readonly: [custom] } }";
        assert_eq!(facts(&desk.spec()), FACTS.replace(scopes, told_by_one));
    }
}

#[test]
fn the_vendors_own_name_is_told_where_it_differs() {
    let desk = Desk::new();
    let ended = desk.page("page.md", own_page("jar_list.tags.md")).import(&["page.md"]);
    assert!(ended.said.contains("pantry/v1/shelf_jar/list"), "{}", ended.said);
}

#[test]
fn an_import_that_changes_nothing_leaves_the_bytes_alone() {
    let desk = imported();
    let before = desk.spec();
    let ended = desk.import(&["page.md"]);
    assert!(ended.said.contains("1 unchanged"), "{}", ended.said);
    assert_eq!(desk.spec(), before);
}

#[test]
fn a_renamed_spec_is_still_the_one_of_its_page() {
    let desk = imported();
    let renamed = desk.path("specs/feishu/pantry/v1/jar/all.yaml");
    fs::create_dir_all(renamed.parent().expect("a folder")).expect("made");
    fs::rename(desk.path(SPEC), &renamed).expect("moved");
    desk.edit("page.md", "～ `50`", "～ `60`");
    let ended = desk.import(&["page.md"]);
    assert!(ended.said.contains("updated feishu/pantry/v1/jar/all.yaml"), "{}", ended.said);
    assert!(fs::read_to_string(&renamed).expect("there").contains("maximum: 60"));
    assert!(!desk.path(SPEC).exists());
}

#[test]
fn what_a_person_wrote_stays_and_what_the_page_changed_arrives() {
    let desk = imported();
    desk.edit(
        SPEC,
        "page_size: { type: integer, ",
        "page_size: { type: integer, doc: Jars on a page., ",
    );
    desk.edit(SPEC, "title: 罐子清单", "title: List the jars of a shelf");
    desk.edit("page.md", "～ `50`", "～ `60`");
    desk.edit("page.md", "has_more | boolean", "total | int | 多少\nhas_more | boolean");
    let ended = desk.import(&["page.md"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    let spec = desk.spec();
    for kept in [
        "doc: Jars on a page.",
        "title: List the jars of a shelf",
        "maximum: 60",
        "total: { type: integer }",
    ] {
        assert!(spec.contains(kept), "{kept}: {spec}");
    }
}

#[test]
fn a_corrected_fact_is_marked_by_the_next_import_and_kept_by_the_one_after() {
    let desk = imported();
    desk.edit(SPEC, "maximum: 50", "maximum: 40");
    let first = desk.import(&["page.md"]);
    assert_eq!(first.code, Some(0), "{}", first.said);
    assert!(desk.spec().contains("hand: { maximum: 50 }"), "{}", desk.spec());
    desk.edit("page.md", "～ `50`", "～ `60`");
    let second = desk.import(&["page.md"]);
    assert!(
        desk.spec().contains("maximum: 40") && desk.spec().contains("hand: { maximum: 60 }"),
        "{}",
        desk.spec()
    );
    assert!(
        second.said.contains("40") && second.said.contains("60"),
        "both values are told: {}",
        second.said
    );
}

#[test]
fn a_page_that_is_none_is_refused_with_the_reason_and_nothing_is_written() {
    let event = "---\ntitle: \"e\"\nsource_url: https://open.feishu.cn/document/pantry-v1/jar/events/opened\n\
                 last_remote_update: 2025-01-01\n---\n最后更新于 2025-01-01\n\n# 罐子打开\n\n## 事件\n名称 | 值\n---|---\n\
                 事件类型 | pantry.jar.opened_v1\n\n### 事件体\n\n名称 | 类型 | 描述\n--- | --- | ---\nschema | string | 版本\n";
    let whole = String::from_utf8(own_page("jar_list.tags.md")).expect("text");
    let half: String = whole.chars().take(whole.chars().count() * 6 / 10).collect();
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("empty", Vec::new(), "empty"),
        (
            "noise",
            (0..5_000_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect(),
            "",
        ),
        ("invalid UTF-8", b"---\ntitle: \"x\"\n\xff\xfe---\n".to_vec(), ""),
        ("unknown", b"Just a letter to a friend.\n".to_vec(), "unknown-dialect"),
        ("an event", event.as_bytes().to_vec(), "no-endpoint"),
        ("cut off", half.into_bytes(), "cut-off"),
    ];
    for (what, bytes, kind) in cases {
        let desk = Desk::new();
        let ended = desk.page("page.md", bytes).import(&["page.md"]);
        assert_eq!(ended.code, Some(1), "{what}: {}", ended.said);
        assert!(
            ended.said.contains("page.md: refused") && ended.said.contains(kind),
            "{what}: {}",
            ended.said
        );
        assert!(!desk.path("specs").exists(), "{what} wrote something");
    }
}

#[test]
fn a_refused_page_does_not_stop_the_others() {
    let desk = Desk::new();
    fs::create_dir(desk.path("pages")).expect("made");
    desk.page("pages/1.md", "nothing").page("pages/2.md", own_page("jar_list.lines.md"));
    let ended = desk.import(&["pages"]);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.said.contains("2 pages: 1 new, 0 updated, 0 unchanged, 1 refused"),
        "{}",
        ended.said
    );
    assert!(desk.path(SPEC).exists());
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let desk = Desk::new();
    let ended =
        desk.page("page.md", own_page("jar_list.lines.md")).import(&["page.md", "--dry-run"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(
        ended.said.contains("new feishu/pantry/v1") && !desk.path("specs").exists(),
        "{}",
        ended.said
    );
}

#[test]
fn the_report_for_tools_is_json() {
    let desk = Desk::new();
    let page = desk.page("page.md", own_page("jar_list.lines.md"));
    let ended = page.import(&["page.md", "--report", "json"]);
    let report: Value = serde_json::from_str(&ended.said).expect("JSON");
    assert_eq!(report["pages"][0]["status"], "new");
    assert_eq!(report["pages"][0]["dialect"], "feishu-lines");
    assert_eq!(report["pages"][0]["spec"], "feishu/pantry/v1/shelve_jar/list.yaml");
}

#[test]
fn an_empty_folder_is_a_tree_to_begin() {
    let desk = Desk::new();
    fs::create_dir(desk.path("specs")).expect("made");
    let ended = desk.page("page.md", own_page("jar_list.lines.md")).import(&["page.md"]);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
}

#[test]
fn pages_that_are_refused_leave_no_trace() {
    let page = String::from_utf8(own_page("jar_list.lines.md")).expect("text");
    let long = "jars_and_lids_".repeat(30);
    let cases = [
        ("a parameter twice in the path", page.replace("/:shelf_id/jars", "/:shelf_id/:shelf_id")),
        ("a name no file can have", page.replace("/:shelf_id/jars", &format!("/:shelf_id/{long}"))),
        ("a torn address", page.replace("/:shelf_id/jars", "/[shelf_id]/jars")),
        (
            "torn codes",
            page.replace("HTTP状态码 | 错误码 | 描述 | 排查建议\n", "HTTP状态码 |\n#rest")
                .split("#rest")
                .next()
                .unwrap_or_default()
                .to_owned(),
        ),
    ];
    for (what, page) in cases {
        let desk = Desk::new();
        let ended = desk.page("page.md", page).import(&["page.md"]);
        assert_eq!(ended.code, Some(1), "{what}: {}", ended.said);
        assert!(!desk.path("specs").exists(), "{what} wrote something: {}", ended.said);
    }
}

#[test]
#[cfg(unix)]
fn a_folder_with_a_pipe_in_it_is_walked_to_its_end() {
    let desk = Desk::new();
    fs::create_dir(desk.path("pages")).expect("made");
    desk.page("pages/1.md", own_page("jar_list.lines.md"));
    let made = Command::new("mkfifo").arg(desk.path("pages/2.md")).status();
    assert!(made.expect("mkfifo starts").success());
    let ended = desk.import(&["pages"]);
    assert!(ended.said.contains("1 page: 1 new"), "{}", ended.said);
}

#[test]
fn an_older_page_is_taken_only_when_asked_for() {
    let desk = imported();
    desk.edit("page.md", "last_remote_update: 2025-10-09", "last_remote_update: 2024-01-01");
    desk.edit("page.md", "～ `50`", "～ `60`");
    let refused = desk.import(&["page.md"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.said.contains("--older"), "{}", refused.said);
    assert_eq!(desk.import(&["page.md", "--older"]).code, Some(0));
    assert!(desk.spec().contains("maximum: 60"));
}

#[test]
fn a_tree_with_errors_is_shown_and_left_alone() {
    let desk = imported();
    desk.edit(SPEC, "type: integer", "type: integr, titel: 1");
    let before = desk.spec();
    let ended = desk.import(&["page.md"]);
    assert_eq!(ended.code, Some(2), "{}", ended.said);
    assert!(ended.said.contains("titel") && desk.spec() == before, "{}", ended.said);
}

#[test]
fn pages_that_are_not_there_are_no_silent_success() {
    let desk = Desk::new();
    assert_eq!(desk.import(&["missing.md"]).code, Some(2));
    fs::create_dir(desk.path("empty")).expect("made");
    assert_eq!(desk.import(&["empty"]).code, Some(2));
    assert!(!Path::new(&desk.path("specs")).exists());
}
