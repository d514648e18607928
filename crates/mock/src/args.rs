//! The program's options.

use larkspur_mock::{Edges, Mock, MockBuilder};
use std::net::SocketAddr;
use std::path::PathBuf;

/// What `--help` says.
pub(crate) const USAGE: &str = "\
larkspur-mock: a platform to talk to without credentials

  --addr HOST:PORT   listen there (default 127.0.0.1:0, some free port)
  --specs DIR        serve these specs instead of the embedded ones
  --records N        items in every list (default 10)
  --edges WHICH      ends of time windows: in, out, both-out or second (default in)
  --any-id           take every id as one that exists
  --help             say this
";

/// The options as they were given.
#[derive(Debug, Default)]
pub(crate) struct Args {
    address: Option<SocketAddr>,
    specs: Option<PathBuf>,
    records: Option<usize>,
    edges: Edges,
    any_id: bool,
}

impl Args {
    /// Reads the options; nothing when help was asked for.
    pub(crate) fn read(mut words: impl Iterator<Item = String>) -> Result<Option<Args>, String> {
        let mut args = Args::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--help" | "-h" => return Ok(None),
                "--addr" => args.address = Some(parse(&word, &value()?)?),
                "--specs" => args.specs = Some(PathBuf::from(value()?)),
                "--records" => args.records = Some(parse(&word, &value()?)?),
                "--edges" => args.edges = edges(&value()?)?,
                "--any-id" => args.any_id = true,
                other => return Err(format!("{other} is no option")),
            }
        }
        Ok(Some(args))
    }

    /// A mock set up as the options say.
    pub(crate) fn builder(self) -> MockBuilder {
        let mut builder = Mock::builder().edges(self.edges);
        if let Some(address) = self.address {
            builder = builder.address(address);
        }
        if let Some(folder) = self.specs {
            builder = builder.specs_dir(folder);
        }
        if let Some(count) = self.records {
            builder = builder.records(count);
        }
        if self.any_id {
            builder = builder.any_id();
        }
        builder
    }
}

fn parse<T: std::str::FromStr>(option: &str, value: &str) -> Result<T, String> {
    value.parse().map_err(|_| format!("{option} cannot be `{value}`"))
}

fn edges(word: &str) -> Result<Edges, String> {
    match word {
        "in" => Ok(Edges::In),
        "out" => Ok(Edges::Out),
        "both-out" => Ok(Edges::BothOut),
        "second" => Ok(Edges::ToTheSecond),
        other => Err(format!("--edges cannot be `{other}`")),
    }
}
