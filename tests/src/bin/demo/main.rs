//! The demo: five lists harvested through the generated client, and three errors as they look.
//!
//! It needs neither credentials nor a network, because it brings a mock platform along. It ends
//! with 0 only if every count is exactly what the mock was seeded with and every error is the one
//! it should be, so that nobody has to take the numbers on trust.

mod compiler;
mod harvest;
mod refusals;

use anstream::{eprintln, println};
use harvest::Harvest;
use larkspur_mock::Mock;
use larkspur_tests::mocked;
use refusals::Shown;
use std::error::Error;
use std::process::ExitCode;

const BOLD: &str = "\x1b[1m";
const RED: &str = "\x1b[31;1m";
const GREEN: &str = "\x1b[32m";
const PLAIN: &str = "\x1b[0m";

/// What turned out other than it should.
type Wrong = Vec<String>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(wrong) if wrong.is_empty() => {
            println!(
                "{GREEN}Every count is exactly what was seeded, every error as it should be.{PLAIN}"
            );
            ExitCode::SUCCESS
        }
        Ok(wrong) => {
            for line in wrong {
                eprintln!("{RED}wrong:{PLAIN} {line}");
            }
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("{RED}error:{PLAIN} {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<Wrong, Box<dyn Error>> {
    let mock = harvest::platform().await?;
    let mut wrong = harvests(&mock).await?;
    wrong.extend(errors(&mock).await?);
    Ok(wrong)
}

async fn harvests(mock: &Mock) -> Result<Wrong, Box<dyn Error>> {
    let (feishu, project) = (mocked::feishu(mock), mocked::project(mock));
    let fxiaoke = mocked::fxiaoke(mock);
    let mut wrong = Vec::new();
    println!("{BOLD}Five lists, harvested from a mock platform at {}{PLAIN}\n", mock.base_url());
    println!("{}", row(["operation", "requests", "windows", "pages", "items", "time"]));
    wrong.extend(show(mock, &harvest::approvals(&feishu, mock).await?)?);
    wrong.extend(show(mock, &harvest::tasklists(&feishu).await?)?);
    wrong.extend(show(mock, &harvest::versions(&feishu, mock).await?)?);
    wrong.extend(show(mock, &harvest::work_items(&project, mock).await?)?);
    wrong.extend(show(mock, &harvest::crm_approvals(&fxiaoke).await?)?);

    let tokens = mock.platforms().iter().map(|name| mock.token_calls(name)).collect::<Vec<_>>();
    println!(
        "\nThe mock counted the requests; {} more got a token, one per platform.\n\
         The approvals of 30 days came in windows of 10 hours; {} of them lie exactly on an edge\n\
         between two windows and came once.\n",
        tokens.iter().sum::<usize>(),
        harvest::on_edges(mock)?,
    );
    if tokens.iter().any(|count| *count != 1) {
        wrong.push(format!("requests for tokens by platform: {tokens:?}, expected one each"));
    }
    Ok(wrong)
}

fn row(cells: [&str; 6]) -> String {
    let [operation, requests, windows, pages, items, time] = cells;
    format!("  {operation:<43} {requests:>8} {windows:>8} {pages:>6} {items:>6} {time:>8}")
}

fn show(mock: &Mock, harvest: &Harvest) -> Result<Wrong, Box<dyn Error>> {
    let windows = harvest.windows.map_or("-".to_owned(), |count| count.to_string());
    println!(
        "{}",
        row([
            harvest.operation,
            &mock.calls(harvest.operation).to_string(),
            &windows,
            &harvest.pages.to_string(),
            &harvest.keys.len().to_string(),
            &format!("{} ms", harvest.time.as_millis()),
        ])
    );
    let differences = harvest::differences(mock, harvest)?.into_iter();
    Ok(differences
        .map(|difference| {
            let harvest::Difference { what, found, expected } = difference;
            format!("{}: {what}: {found}, expected {expected}", harvest.operation)
        })
        .collect())
}

async fn errors(mock: &Mock) -> Result<Wrong, Box<dyn Error>> {
    let feishu = mocked::feishu(mock);
    let mut wrong = Vec::new();
    println!("{BOLD}Three mistakes, and what the client says{PLAIN}\n");
    println!(
        "1. An empty code, 500 items a page, 24 hours at once: refused before anything is sent.\n"
    );
    wrong.extend(tell(&refusals::invalid(&feishu, mock).await));
    println!("2. An approval definition that does not exist: the platform's code by its name.\n");
    wrong.extend(tell(&refusals::refused(&feishu, mock).await));
    println!("3. A required parameter forgotten: the program does not compile.\n");
    let found = compiler::errors()?;
    for error in &found {
        println!("{}\n", indented(&error.rendered));
    }
    let messages: Vec<_> = found.iter().map(|error| error.message.as_str()).collect();
    let expected = format!("`{}` needs `approval_code`, which was not given", harvest::APPROVALS);
    if messages != [expected.as_str()] {
        wrong.push(format!("the compiler says {messages:?}, expected {expected:?} alone"));
    }
    Ok(wrong)
}

fn tell(shown: &Shown) -> Option<String> {
    println!("{}\n", indented(&shown.error));
    shown.wrong.as_ref().map(|why| format!("the error {:?}: {why}", shown.error))
}

fn indented(text: &str) -> String {
    let lines = text.trim_end().lines();
    lines.map(|line| format!("   {line}\n")).collect::<String>().trim_end().to_owned()
}
