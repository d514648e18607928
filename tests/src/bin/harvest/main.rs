//! A year of approvals into a database, by a program that may be killed at any moment.
//!
//! The items of a page and the place where to go on are stored in one transaction, so the database
//! never knows of the one without the other. Started again, the program goes on where the database
//! says. It is the example of `docs/harvesting.md`, and a test kills it over and over.

mod database;
mod progress;

use clap::Parser;
use database::{Database, Range};
use larkspur::{Cursor, Pages, RetryPolicy, Timestamp, feishu};
use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use larkspur::feishu::approval::v4::instance::list;

/// Harvests the instance codes of an approval definition into a SQLite database. Started again,
/// it goes on where it was.
///
/// The credentials are read from APP_ID and APP_SECRET.
///
/// Exit codes: 0 the harvest is complete, 1 it stopped and can be started again, 2 it could not
/// begin.
#[derive(Parser)]
struct Arguments {
    /// The database file; it is made where there is none.
    database: PathBuf,
    /// The approval definition.
    #[arg(long)]
    approval_code: String,
    /// How many days to harvest, up to now. The range is fixed by the first start.
    #[arg(long, default_value_t = 365)]
    days: u32,
    /// The end of the range in milliseconds since 1970, instead of now.
    #[arg(long)]
    until: Option<i64>,
    /// How many windows of ten hours are read at once.
    #[arg(long, default_value_t = 4)]
    parallel: usize,
    /// Another address than the platform's: a mock, a gateway.
    #[arg(long)]
    base_url: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let begun = begin(&arguments);
    let (mut database, mut pages) = match begun {
        Ok(begun) => begun,
        Err(error) => {
            anstream::eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    let outcome = harvest(&mut database, &mut pages).await;
    let stored = database.count().unwrap_or_default();
    match outcome {
        Ok(()) => {
            anstream::println!("complete: {stored} instances");
            ExitCode::SUCCESS
        }
        Err(error) => {
            anstream::eprintln!("stopped: {error}");
            anstream::eprintln!(
                "{stored} instances are stored. Start the same command again to go on."
            );
            ExitCode::FAILURE
        }
    }
}

type Codes = Pages<list::Parameters>;

/// Opens the database and asks for the list, from where the database says.
fn begin(arguments: &Arguments) -> Result<(Database, Codes), Box<dyn Error>> {
    let end = arguments.until.map_or_else(Timestamp::now, Timestamp::from_millis);
    let start = end.minus(Duration::from_secs(u64::from(arguments.days) * 24 * 3600));
    let asked = Range { approval_code: arguments.approval_code.clone(), start, end };
    let database = Database::open(&arguments.database, &asked)?;
    // The range of the first start: a later "until now" would be another list.
    let range = database.range()?;

    let mut builder = feishu::Client::builder()
        .app(variable("APP_ID")?, variable("APP_SECRET")?)
        // Nobody waits for this program, so it may be patient.
        .retry(RetryPolicy::default().attempts(8))
        .deadline(Duration::from_secs(1800));
    if let Some(url) = &arguments.base_url {
        builder = builder.base_url(url).no_proxy();
    }
    let pages = builder
        .build()?
        .approval()
        .v4()
        .instance()
        .list()
        .approval_code(range.approval_code)
        .between(range.start, range.end)
        .on_event(progress::listener())
        .pages()
        .parallel(arguments.parallel);
    Ok(match database.cursor()? {
        Some(cursor) => (database, pages.resume(cursor)),
        None => (database, pages),
    })
}

/// Stores page by page. Whatever stops it, the database holds every item up to its cursor, and
/// none behind it. The guide shows this function as it is here.
async fn harvest(database: &mut Database, pages: &mut Codes) -> Result<(), Box<dyn Error>> {
    while let Some(page) = pages.try_next().await? {
        database.store(&page.instance_code_list, &pages.cursor())?;
    }
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("set {name} to the app's credential"))
}

/// A cursor as a column holds it.
fn text(cursor: &Cursor) -> Result<String, serde_json::Error> {
    serde_json::to_string(cursor)
}
