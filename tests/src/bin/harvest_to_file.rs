//! A harvest into a plain file, with its cursor in another one beside it.
//!
//! Two files cannot change in one step. So the items are written first and the cursor after them,
//! and what is in the file already when the harvest goes on is not written again.

use larkspur::{Cursor, Timestamp, feishu};
use std::collections::BTreeSet;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

/// `harvest_to_file <file> <address> <approval code> <start ms> <end ms>`, with the credentials in
/// `APP_ID` and `APP_SECRET`. The cursor lies in `<file>.cursor`.
#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, address, approval_code, start, end] = arguments.as_slice() else {
        return Err("usage: harvest_to_file <file> <address> <approval code> <start> <end>".into());
    };
    let (file, cursor_file) = (Path::new(file), format!("{file}.cursor"));
    let millis = |text: &str| text.parse().map(Timestamp::from_millis);
    let feishu = feishu::Client::builder()
        .app(std::env::var("APP_ID")?, std::env::var("APP_SECRET")?)
        .base_url(address)
        .no_proxy()
        .build()?;
    let mut pages = feishu
        .approval()
        .v4()
        .instance()
        .list()
        .approval_code(approval_code)
        .between(millis(start)?, millis(end)?)
        .pages();
    if let Some(cursor) = Cursor::load(&cursor_file)? {
        pages = pages.resume(cursor);
    }
    let mut known = whole_lines(file)?;
    let mut out = File::options().append(true).create(true).open(file)?;
    while let Some(page) = pages.try_next().await? {
        let news = page.instance_code_list.iter().filter(|code| known.insert((*code).clone()));
        let lines: String = news.map(|code| format!("{code}\n")).collect();
        out.write_all(lines.as_bytes())?;
        out.sync_data()?;
        pages.cursor().save(&cursor_file)?;
    }
    pages.cursor().save(&cursor_file)?;
    Ok(())
}

/// The lines of the file; one that was cut off when the process died is taken out.
fn whole_lines(file: &Path) -> Result<BTreeSet<String>, Box<dyn Error>> {
    if !file.exists() {
        return Ok(BTreeSet::new());
    }
    let text = fs::read_to_string(file)?;
    let whole = text.rfind('\n').map_or(0, |end| end + 1);
    File::options().write(true).open(file)?.set_len(u64::try_from(whole)?)?;
    Ok(text[..whole].lines().map(str::to_owned).collect())
}
