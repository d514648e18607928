//! The program's options.

use larkspur_mock::{Chaos, Edges, Enforce, Mock, MockBuilder};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How often a mock misbehaves that was given a seed alone.
const RATE: f64 = 0.05;

/// What `--help` says.
pub(crate) const USAGE: &str = "\
larkspur-mock: a platform to talk to without credentials

  --addr HOST:PORT   listen there (default 127.0.0.1:0, some free port)
  --specs DIR        serve these specs instead of the embedded ones
  --records N        items in every list (default 10)
  --edges WHICH      ends of time windows: in, out, both-out or second (default in)
  --any-id           take every id as one that exists
  --quota HOW        keep to the quotas of the specs, in windows that are: sliding, fixed
  --chaos SEED[:RATE]
                     misbehave in every way there is, in RATE of the calls (default 0.05); the
                     same seed does the same to the same calls
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
    quota: Enforce,
    chaos: Option<Chaos>,
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
                "--quota" => args.quota = quota(&value()?)?,
                "--chaos" => args.chaos = Some(chaos(&value()?)?),
                other => return Err(format!("{other} is no option")),
            }
        }
        Ok(Some(args))
    }

    /// A mock set up as the options say.
    pub(crate) fn builder(self) -> MockBuilder {
        let mut builder = Mock::builder().edges(self.edges).quota(self.quota);
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
        if let Some(chaos) = self.chaos {
            builder = builder.chaos(chaos);
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

fn quota(word: &str) -> Result<Enforce, String> {
    match word {
        "sliding" => Ok(Enforce::Sliding),
        "fixed" => Ok(Enforce::Fixed { phase: Duration::ZERO }),
        other => Err(format!("--quota cannot be `{other}`")),
    }
}

fn chaos(word: &str) -> Result<Chaos, String> {
    let (seed, rate) = match word.split_once(':') {
        None => (word, RATE),
        Some((seed, rate)) => (seed, parse("--chaos", rate)?),
    };
    if !(0.0..=1.0).contains(&rate) {
        return Err(format!("--chaos cannot misbehave in {rate} of the calls"));
    }
    Ok(Chaos::everything(parse("--chaos", seed)?, rate))
}
