//! The mock as a program: for trying things by hand, and for programs that are not tests.
//!
//! It prints where it listens, what it accepts and what it serves, and then serves until Ctrl-C.

mod args;

use args::{Args, USAGE};
use larkspur_mock::{Mock, MockError};
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::read(std::env::args().skip(1)) {
        Ok(Some(args)) => args,
        Ok(None) => {
            let _ = io::stdout().write_all(USAGE.as_bytes());
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<(), MockError> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let mock = args.builder().start().await?;
        io::stdout().write_all(report(&mock)?.as_bytes())?;
        tokio::signal::ctrl_c().await?;
        Ok(())
    })
}

fn report(mock: &Mock) -> Result<String, MockError> {
    let mut lines = vec![format!("listening on {}", mock.base_url())];
    for platform in mock.platforms() {
        let accepted = mock.credentials(platform)?;
        lines.push(format!("\n{platform}"));
        let pairs = accepted.values().iter();
        lines.extend(pairs.map(|(name, value)| format!("  {name} = {value}")));
        let tokens = accepted.tokens().iter();
        lines.extend(tokens.map(|(scheme, token)| format!("  token ({scheme}) = {token}")));
    }
    lines.push("\nserves".to_owned());
    let routes = mock.routes();
    let width = routes.iter().map(|route| route.id.len()).max().unwrap_or(0);
    for route in &routes {
        lines.push(format!("  {:width$}  {:6} {}", route.id, route.method, route.path));
        let ids = mock.ids(&route.id).unwrap_or_default();
        for (parameter, values) in ids {
            lines.push(format!("  {:width$}  {parameter}: {}", "", values.join(", ")));
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}
