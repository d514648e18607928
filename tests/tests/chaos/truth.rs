//! What a harvest has to come to, worked out from the platform's data alone.

use crate::scenario::{Scenario, Style};
use crate::verdict::Truth;
use larkspur_mock::{Edges, Mock};
use std::collections::BTreeSet;

/// What was there all the time of what the scenario asks for, and what was there at any time.
pub(crate) fn of(mock: &Mock, scenario: &Scenario) -> Truth {
    const LIST: &str = "the operation is a list";
    let operation = scenario.style.operation();
    let now = mock.keys(operation).expect(LIST);
    let gone: BTreeSet<_> = mock.keys_ever(operation).expect(LIST).into_iter().collect();
    let gone = gone.difference(&now.iter().cloned().collect()).cloned().collect::<Vec<_>>();
    let lasting: BTreeSet<_> = mock.keys_always(operation).expect(LIST).into_iter().collect();
    let asked: Vec<_> = match scenario.style {
        Style::Token | Style::Whole => now,
        Style::Windows | Style::Number => {
            let instants = mock.instants(operation).expect(LIST);
            assert_eq!(now.len(), instants.len(), "every item has an instant");
            let all = now.into_iter().zip(instants);
            all.filter(|(_, at)| lies_within(scenario, *at)).map(|(key, _)| key).collect()
        }
    };
    Truth {
        always: asked.iter().filter(|key| lasting.contains(*key)).cloned().collect(),
        ever: asked.into_iter().chain(gone).collect(),
    }
}

/// Whether an instant lies in the range, as this platform counts its ends.
fn lies_within(scenario: &Scenario, at: i64) -> bool {
    let (start, end) = (scenario.asked.0.as_millis(), scenario.asked.1.as_millis());
    match scenario.edges {
        Edges::In => start <= at && at <= end,
        Edges::Out => start <= at && at < end,
        Edges::BothOut => start < at && at < end,
        Edges::ToTheSecond => start / 1000 <= at / 1000 && at / 1000 <= end / 1000,
    }
}
